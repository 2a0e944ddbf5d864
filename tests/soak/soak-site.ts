import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { dirname } from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";

/** A site whose files say which save made them. */
export interface SoakSite extends Disposable {
  readonly tree: TestTree;
  /** Saves a file, or the application's code, once more. */
  save(name: string): void;
  /** Checks the other branch out. */
  checkOut(): void;
  /** What a path may answer now. It is asked before a request and after its answer. */
  state(path: string): State;
}

/** A path's saves when it was looked at, and the texts of each. */
export interface State {
  readonly saves: number;
  textOf(save: number): string;
}

/** Pages of all kinds; each must arrive as it is but for the tag of live reload. */
export const PAGES: readonly string[] = [
  "<!doctype html><title>plain</title><p>text",
  "<!-- first --><!DOCTYPE html>\r\n<html lang=en><head class='<'><meta charset=utf-8></head><body>é</body></html>",
  "<p>a part of a page",
  "\uFEFF<html><body><script>var a = '<head>';</script></body></html>",
  `<!--${"long ".repeat(10_000)}--><head></head><body></body>`,
];
/** The media files that are saved again and again. */
export const FILES: readonly string[] = Array.from({ length: 40 }, (_, index) => `/media/blog/${index}.css`);
/** A media file that each branch has in its own form. */
export const BRANCH_FILE = "/media/blog/branch/0.css";
const BRANCH_FILES = 200;

const app = (save: number): string => `const pages = ${JSON.stringify(PAGES)};
export default { routes: async (app) => {
  app.get("/", async () => ${JSON.stringify(textOf("/", save))});
  app.get("/page/:index", async (request, reply) => reply.type("text/html").send(pages[request.params.index]));
} };`;

/** The length differs from save to save, so that a mixture of two is noticed. */
function textOf(path: string, save: number): string {
  return `/* ${path} ${save} */${"x".repeat((save * 37) % 5000)}`;
}

/** Makes a site with two branches in git. */
export function createSoakSite(): SoakSite {
  const tree = createTree({
    ".gitignore": "mediaroot-*\n",
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "media/.keep": "",
    "other/.keep": "",
  });
  const saves = new Map<string, number>();
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=soak", "-c", "user.email=soak@localhost", ...args], { cwd: tree.root });
  /** By a rename, as editors save: no reader sees a file that is half written. */
  const write = (path: string, save: number): void => {
    const file = path === "/" ? "blog/app.mjs" : path.replace("/media/blog", "blog/media");
    tree.write({ "blog/.saved": path === "/" ? app(save) : textOf(path, save), [`${dirname(file)}/`]: "" });
    renameSync(tree.path("blog/.saved"), tree.path(file));
  };
  const save = (path: string): void => {
    const next = (saves.get(path) ?? 0) + 1;
    write(path, next);
    saves.set(path, next);
  };
  git("init", "-q", "-b", "even");
  for (const branch of [0, 1]) {
    if (branch === 1) git("checkout", "-q", "-b", "odd");
    for (let file = 0; file < BRANCH_FILES; file += 1) write(`/media/blog/branch/${file}.css`, branch);
    git("add", "blog/media/branch");
    git("commit", "-q", "-m", `branch ${branch}`);
  }
  saves.set(BRANCH_FILE, 1);
  for (const path of ["/", ...FILES]) save(path);
  return {
    tree,
    save,
    checkOut() {
      const next = (saves.get(BRANCH_FILE) ?? 0) + 1;
      git("checkout", "-q", next % 2 === 0 ? "even" : "odd");
      saves.set(BRANCH_FILE, next);
    },
    state: (path) => ({
      saves: saves.get(path) ?? 0,
      textOf: (number) => textOf(path, path === BRANCH_FILE ? number % 2 : number),
    }),
    [Symbol.dispose]: () => tree[Symbol.dispose](),
  };
}
