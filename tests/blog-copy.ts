import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTree, type TestTree } from "@mediaroot/core/testing";

const BLOG = fileURLToPath(new URL("../examples/blog", import.meta.url));
const LEFT_BEHIND = /(?:^|\/)(?:node_modules|run|tests|\.syncmedia|[^/]*\.sqlite[^/]*)$/;

/** The example blog in a directory of its own, with no database yet. */
export interface BlogCopy extends TestTree {
  /** Changes a file of the copy. */
  edit(file: string, change: (text: string) => string): void;
  read(file: string): string;
}

/** Copies the example blog; its packages are those of this repository. */
export function copyBlog(): BlogCopy {
  const tree = createTree();
  cpSync(BLOG, tree.root, { recursive: true, filter: (file) => !LEFT_BEHIND.test(path.relative(BLOG, file)) });
  symlinkSync(path.join(BLOG, "node_modules"), tree.path("node_modules"));
  const read = (file: string): string => readFileSync(tree.path(file), "utf8");
  return { ...tree, read, edit: (file, change) => writeFileSync(tree.path(file), change(read(file))) };
}

/** @returns a port that was free a moment ago */
export async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === "object" ? address?.port : 0);
}

/** The environment of a command of the repository: its own Node and the blog's commands first on the path. */
export function blogEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const root = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));
  const PATH = [root, path.join(BLOG, "node_modules/.bin"), process.env["PATH"]].join(path.delimiter);
  return { ...process.env, ...more, PATH };
}
