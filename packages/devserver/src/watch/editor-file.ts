import path from "node:path";

const EDITORS = /^[.#]|~$/;

/** Whether a file is an editor's temporary file: a lock (`.#x`), a swap file (`.x.swp`), a copy (`#x#`, `x~`). */
export function isEditorFile(file: string): boolean {
  return EDITORS.test(path.basename(file));
}
