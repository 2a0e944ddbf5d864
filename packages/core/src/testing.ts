import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * The files of a tree, by relative path: text or bytes for a file, `{ link: target }` for a symbolic link. A path that ends with "/"
 * is an empty directory.
 */
export type Tree = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** A temporary directory for a test. */
export interface TestTree extends Disposable {
  /** Its real path, absolute. */
  readonly root: string;
  /** @returns the absolute path of something below the directory */
  path(...parts: readonly string[]): string;
  /** Writes files, and creates the directories they need. */
  write(tree: Tree): void;
}

/**
 * Writes a tree of files to a temporary directory, which is deleted at the end of the block by `using`.
 *
 * @param tree the files
 * @example using tree = createTree({ "admin/media/js/core.js": "core" });
 */
export function createTree(tree: Tree = {}): TestTree {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "mediaroot-")));
  const write = (added: Tree): void => {
    for (const [name, content] of Object.entries(added)) writeEntry(path.join(root, name), name, content);
  };
  write(tree);
  return {
    root,
    write,
    path: (...parts) => path.join(root, ...parts),
    // A process that is just ending may still write.
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}

function writeEntry(file: string, name: string, content: Tree[string]): void {
  mkdirSync(name.endsWith("/") ? file : path.dirname(file), { recursive: true });
  if (name.endsWith("/")) return;
  if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content);
  else symlinkSync(content.link, file);
}
