import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What a tree holds: text or bytes for a file, `{ link: target }` for a symbolic link; a path that ends with "/" is an empty directory. */
export type Tree = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** A temporary directory of a test. */
export interface TestTree extends Disposable {
  /** Its real path, absolute. */
  readonly root: string;
  /** @returns a path below it, absolute */
  path(...parts: readonly string[]): string;
  /** Adds files to it, making the directories between. */
  write(tree: Tree): void;
}

/**
 * Makes a real tree in a temporary directory. `using tree = createTree(...)` removes it at the end of the block.
 *
 * @param tree relative paths and what stands there
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
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function writeEntry(file: string, name: string, content: Tree[string]): void {
  mkdirSync(name.endsWith("/") ? file : path.dirname(file), { recursive: true });
  if (name.endsWith("/")) return;
  if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content);
  else symlinkSync(content.link, file);
}
