import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import launchEditor from "launch-editor";
import guessEditor from "launch-editor/guess.js";
import type { SourcePosition } from "../error-report/error-report.ts";

/** They would take the server's terminal over. */
const NEEDS_TERMINAL = new Set([
  "vi",
  "vim",
  "nvim",
  "nano",
  "pico",
  "joe",
  "mcedit",
  "micro",
  "hx",
  "helix",
  "kak",
  "ed",
]);
const HOW =
  "Set LAUNCH_EDITOR to the command of an editor with a window (such as code, zed or subl) and start the server again.";
/** An editor that is not there fails at once; one that is may never end. */
const FAILS_WITHIN_MS = 1500;

/**
 * Opens a file in the user's editor: $LAUNCH_EDITOR, else the one that runs, else $VISUAL or $EDITOR.
 *
 * @returns why it did not open, and what to do
 */
export async function openEditor({ file, line, column }: SourcePosition): Promise<string | undefined> {
  if (!existsSync(file)) return `${file} is not there any more.`;
  const [editor] = guessEditor();
  if (editor === null) return `No editor is known. ${HOW}`;
  const name = path.basename(editor.split(" ")[0] ?? "");
  if (NEEDS_TERMINAL.has(name)) return `${name} needs a terminal of its own. ${HOW}`;
  const failed = Promise.withResolvers<string>();
  // A path may hold spaces; `code --wait` is a command with an argument.
  const command = existsSync(editor) ? undefined : editor;
  launchEditor(`${file}:${line}:${column}`, command, (_, reason) => {
    failed.resolve(`${editor} did not open ${path.basename(file)}${reason === null ? "" : `: ${reason}`} ${HOW}`);
  });
  return Promise.race([failed.promise, sleep(FAILS_WITHIN_MS, undefined, { ref: false })]);
}
