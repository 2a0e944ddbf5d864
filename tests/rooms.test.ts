import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const REPOSITORY = path.join(import.meta.dirname, "..");

/** The packages, each with those that it may import. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  templates: ["core"],
  media: ["core"],
  runtime: ["core", "templates", "media"],
  devserver: ["core", "templates", "media", "runtime"],
  syncmedia: ["core"],
  "create-mediaroot": ["core"],
};

/** The folders of each package's `src`, lowest first: a folder imports only from folders before it. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  core: [
    "disk",
    "imports",
    "finder",
    "apps",
    "settings",
    "declarations",
    "ledger",
    "references",
    "publication",
    "project",
  ],
  templates: ["lookup", "compile", "page", "render"],
  media: ["http", "pages", "files", "publication", "route", "application"],
  runtime: ["routes", "pages", "site", "load"],
  devserver: [
    "error-report",
    "link",
    "project",
    "overrides",
    "check",
    "watch",
    "live-reload",
    "pages",
    "media-map",
    "output",
    "supervisor",
    "proxy",
    "front",
    "command",
    "worker",
  ],
  syncmedia: [
    "disk",
    "thread",
    "s3",
    "target",
    "state",
    "publication",
    "plan",
    "apply",
    "bucket",
    "report",
    "verify",
    "command",
  ],
  "create-mediaroot": ["command"],
};

interface Import {
  /** The importing file, relative to the package's `src`. */
  readonly file: string;
  /** A file relative to `src`, or the name of a package. */
  readonly target: string;
}

/** Imports of types count too: whoever reads a file reads its types. */
function importsOf(name: string): readonly Import[] {
  const src = path.join(REPOSITORY, "packages", name, "src");
  const files = globSync("**/*.ts", { cwd: src }).filter((file) => !file.endsWith(".test.ts"));
  return files.flatMap((file) => {
    const text = readFileSync(path.join(src, file), "utf8");
    const specifiers = [
      ...text.matchAll(/^(?:import|export)\b[^;"]*?\bfrom "([^"]+)"|\bimport\("([^"]+)"\)|^import "([^"]+)"/gm),
    ];
    return specifiers.map(([, from, dynamic, effect]) => {
      const specifier = from ?? dynamic ?? effect ?? "";
      const target = specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier;
      return { file, target };
    });
  });
}

/** Modules directly in `src` that users import, or that Node runs. They stand above every folder. */
function entriesOf(name: string): ReadonlySet<string> {
  const manifest = readFileSync(path.join(REPOSITORY, "packages", name, "package.json"), "utf8");
  const published = [...manifest.matchAll(/"\.\/(?:src|dist)\/([\w-]+)\.(?:ts|js)"/g)].map(([, stem]) => `${stem}.ts`);
  return new Set([...published, "cli.ts", "worker.ts", "copying.ts", "looking.ts", "reading.ts"]);
}

/** The height of a file: 0 for modules directly in `src` that are no entries, then its folder, entries last. */
function heightOf(name: string, file: string): number {
  const folders = FOLDERS[name] ?? [];
  const [folder = "", rest] = file.split(path.sep);
  if (rest !== undefined) return folders.indexOf(folder) + 1;
  return entriesOf(name).has(file) ? folders.length + 1 : 0;
}

function circleFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const paths: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (let steps = paths.pop(); steps !== undefined; steps = paths.pop()) {
    for (const next of graph.get(steps.at(-1) ?? "") ?? []) {
      if (next === start) return [...steps, next];
      if (!seen.has(next)) paths.push([...steps, next]);
      seen.add(next);
    }
  }
  return undefined;
}

describe.each(Object.keys(PACKAGES))("packages/%s", (name) => {
  const imports = importsOf(name);
  const internal = imports.filter(({ target }) => target.endsWith(".ts"));

  test("has the folders that are listed here, and no others", () => {
    const folders = globSync("*/", { cwd: path.join(REPOSITORY, "packages", name, "src") });
    const names = folders.map((folder) => folder.replace(/\/$/, ""));
    const listed = [...(FOLDERS[name] ?? [])].toSorted();
    expect(names.toSorted()).toEqual(listed);
  });

  test("imports from a folder only what lies below it, types included", () => {
    const upwards = internal.filter(({ file, target }) => heightOf(name, file) < heightOf(name, target));

    expect(upwards.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test("has no circle of files, types included", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of internal) graph.set(file, [...(graph.get(file) ?? []), target]);
    const circles = [...graph.keys()].map((file) => circleFrom(file, graph)).filter((circle) => circle !== undefined);
    expect(circles.map((circle) => circle.join(" -> "))).toEqual([]);
  });

  test("imports no package of Mediaroot that lies above it", () => {
    const others = imports.flatMap(({ file, target }) => {
      const [, other] = /^@mediaroot\/(\w+)/.exec(target) ?? [];
      return other === undefined || PACKAGES[name]?.includes(other) ? [] : [`${file} imports ${target}`];
    });
    expect(others).toEqual([]);
  });

  test("reaches no file of another package by a relative path", () => {
    const outside = internal.filter(({ target }) => target.startsWith(".."));
    expect(outside.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

test("the example imports no entry that only packages of Mediaroot may import", () => {
  const sources = globSync("examples/**/*.ts", { cwd: REPOSITORY, exclude: ["**/node_modules/**"] });
  const internal = sources.filter((file) =>
    readFileSync(path.join(REPOSITORY, file), "utf8").includes("@mediaroot/core/internal"),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(internal).toEqual([]);
});

test("no source reads directories recursively: Node follows circles of links for ever", () => {
  const sources = globSync("{packages,examples}/*/{src,contrib}/**/*.ts", { cwd: REPOSITORY });
  const recursive = sources.filter((file) =>
    /\b(?:readdir|readdirSync|opendir|opendirSync)\([^;]*\brecursive\b/.test(
      readFileSync(path.join(REPOSITORY, file), "utf8"),
    ),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(recursive).toEqual([]);
});
