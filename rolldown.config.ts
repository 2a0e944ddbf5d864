// What is published: each entry of a package as one module, together with the libraries that only it uses. `tsc -b` writes
// the declarations beside them. Run from its sources a command looks for some hundred files at every start.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig, type Plugin, type RolldownOptions } from "rolldown";

const PACKAGES = ["core", "templates", "media", "runtime", "devserver", "syncmedia", "create-mediaroot"];
/** Run by a module of the package as a process or thread of its own, and imported by nobody. */
const PRIVATE_ENTRIES: Readonly<Record<string, readonly string[]>> = {
  devserver: ["worker"],
  syncmedia: ["copying", "looking", "reading"],
};
/** Modules of core that are published as a part of the packages that import them. No thread loads all of core for one of them. */
const COPIED: ReadonlySet<string> = new Set(["@mediaroot/core/identity-columns"]);
/**
 * What a start loads together lies in one file, by entry and the name of that file: the modules that match, with all that they import.
 * Otherwise each part that two files need would be a file of its own, and some thirty files would be looked for.
 */
const WHOLE: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  media: { media: /core\/src\/media\.ts/ },
  cli: { spawn: /command\/outputs|supervisor\/worker-supply/, start: /command\/start\.ts/ },
  worker: { serve: /worker\/serve-application|error-report\/report-error/, application: /worker\/worker-application/ },
};

interface Manifest {
  readonly publishConfig: {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
    readonly bin?: Readonly<Record<string, string>>;
  };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export default defineConfig(PACKAGES.flatMap(optionsOf));

/** What runs as a process of its own is bundled by itself. It shares no file with others, whose parts it does not need. */
function optionsOf(name: string): readonly RolldownOptions[] {
  const cwd = path.join(import.meta.dirname, "packages", name);
  const manifest = JSON.parse(readFileSync(path.join(cwd, "package.json"), "utf8")) as Manifest;
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const licenses = licensesOfParts();
  return entriesOf(name, manifest).map((entries) => ({
    cwd,
    input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    platform: "node",
    external: (id) =>
      !COPIED.has(id) && installed.some((dependency) => id === dependency || id.startsWith(`${dependency}/`)),
    plugins: [builtinsAsTheyAre(), licenses],
    output: {
      dir: "dist",
      chunkFileNames: "[name]-[hash].js",
      codeSplitting: { groups: entries.flatMap((entry) => groupsOf(WHOLE[entry])) },
    },
  }));
}

function groupsOf(whole: Readonly<Record<string, RegExp>> = {}): readonly { name: string; test: RegExp }[] {
  return Object.entries(whole).map(([name, test]) => ({ name, test }));
}

/** The files that the manifest names in dist, by the names that they have in src too; each process by itself. */
function entriesOf(name: string, { publishConfig }: Manifest): readonly (readonly string[])[] {
  const exported = Object.values(publishConfig.exports).map((one) => (typeof one === "string" ? one : one.default));
  const processes = [...inDist(Object.values(publishConfig.bin ?? {})), ...(PRIVATE_ENTRIES[name] ?? [])];
  return [inDist(exported), ...processes.map((entry) => [entry])].filter(({ length }) => length > 0);
}

function inDist(files: readonly string[]): readonly string[] {
  return files.filter((file) => file.startsWith("./dist/")).map((file) => path.basename(file, ".js"));
}

/**
 * An import of one of Node's own modules reads every property that the module has, and so loads what stands behind each: for
 * `node:process`, `node:fs` and `node:util` 10 ms of a start.
 */
function builtinsAsTheyAre(): Plugin {
  const statement = /^import (?:(?:\* as )?([\w$]+)(?:, )?)?(?:\{ ([^}]+) \})? from "(node:[^"]+)";$/gm;
  const declare = (...[, whole, parts, name = ""]: readonly (string | undefined)[]): string => {
    const taken = `globalThis.process.getBuiltinModule("${name}")`;
    if (SLOW.has(name)) return declareLater(taken, whole, parts);
    const named = parts === undefined ? "" : `const { ${parts.replaceAll(" as ", ": ")} } = ${whole ?? taken};`;
    return whole === undefined ? named : `const ${whole} = ${taken};${named}`;
  };
  return { name: "builtins-as-they-are", renderChunk: (code) => ({ code: code.replace(statement, declare) }) };
}

/** Modules that load for milliseconds, of which most runs of a command call nothing. Only functions are imported from them. */
const SLOW: ReadonlySet<string> = new Set([
  "node:child_process",
  "node:crypto",
  "node:fs/promises",
  "node:stream/consumers",
  "node:stream/promises",
]);

/** Declares the names of an import as what loads the module when it is first called, or a property of it is read. */
function declareLater(module: string, whole: string | undefined, parts: string | undefined): string {
  const later = (name: string, value: string): string =>
    `const ${name} = new Proxy(() => {}, { get: (_, key) => ${value}[key], apply: (_, self, parameters) => ${value}(...parameters) });`;
  const functions = (parts?.split(", ") ?? []).map((part) => part.split(" as "));
  const named = functions.map(([own, name = own]) => later(name ?? "", `${module}.${own}`)).join("");
  return whole === undefined ? named : later(whole, module) + named;
}

/** Who copies a library copies its license. */
function licensesOfParts(): Plugin {
  const roots = new Set<string>();
  return {
    name: "licenses-of-parts",
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
      const found = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
      for (const root of found) roots.add(root);
      const texts = [...roots].map((root) => {
        const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry)) ?? "";
        const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Record<
          string,
          string
        >;
        return `${name} ${version}\n\n${readFileSync(path.join(root, file), "utf8").trim()}\n`;
      });
      if (texts.length > 0) this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: texts.join("\n---\n\n") });
    },
  };
}
