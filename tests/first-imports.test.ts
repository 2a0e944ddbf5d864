import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const SRC = path.join(import.meta.dirname, "../packages/devserver/src");

/** What a module of the dev server imports as it is loaded: no types, and nothing that it imports later. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(SRC, file), "utf8");
  const specifiers = text.matchAll(/^(?:import|export) (?!type\b)(?:[^;"]*? from )?"([^"]+)"/gm);
  return [...specifiers].map(([, specifier = ""]) =>
    specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier,
  );
}

function reachableFrom(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set(entries);
  for (const module of reached) if (module.endsWith(".ts")) for (const next of importsOf(module)) reached.add(next);
  return reached;
}

// The worker's start is most of the time until the first page, and it waits for all that the front loads before it.
test("`devserver start` loads no other package before it starts its first worker", () => {
  const reached = reachableFrom(["cli.ts", "command/outputs.ts", "supervisor/worker-supply.ts"]);

  expect(reached).toContain("link/source-file.ts");
  const packages = [...reached].filter((module) => !/\.[jt]s$/.test(module) && !module.startsWith("node:"));
  expect(packages).toEqual(["@mediaroot/core/preflight"]);
});
