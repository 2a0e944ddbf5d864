import { globSync, readFileSync } from "node:fs";
import { coreErrors, type ErrorCatalogue, settingsTable } from "@mediaroot/core";
import { devserverErrors } from "@mediaroot/devserver";
import { mediaErrors } from "@mediaroot/media";
import { runtimeErrors } from "@mediaroot/runtime";
import { syncErrors } from "@mediaroot/syncmedia";
import { templatesErrors } from "@mediaroot/templates";
import { describe, expect, test } from "vitest";

const read = (file: string): string => readFileSync(new URL(`../docs/${file}`, import.meta.url), "utf8");
const firstGroups = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, group]) => group ?? "");

describe("docs/settings.md", () => {
  test("has one row for each setting, and no other", () => {
    const documented = firstGroups(read("settings.md"), /^\| `([A-Z_]+)` \|/gm);
    expect(documented.toSorted()).toEqual(Object.keys(settingsTable).toSorted());
  });
});

describe("docs/errors.md", () => {
  const catalogues: Readonly<Record<string, ErrorCatalogue<object>>> = {
    core: coreErrors,
    templates: templatesErrors,
    runtime: runtimeErrors,
    devserver: devserverErrors,
    media: mediaErrors,
    syncmedia: syncErrors,
  };

  test.each(Object.keys(catalogues))("lists each error of %s with its exit code, and no other", (name) => {
    const section =
      read("errors.md")
        .split(/^## /m)
        .find((part) => part.startsWith(`@mediaroot/${name}\n`)) ?? "";
    const documented = [...section.matchAll(/^\| `([A-Z_]+)` \| ([12]) \|/gm)].map(
      ([, code, exit]) => `${code} ${exit}`,
    );
    const known = Object.entries(catalogues[name] ?? {}).map(([code, { exitCode }]) => `${code} ${exitCode}`);
    expect(documented.toSorted()).toEqual(known.toSorted());
  });

  test("gives no code to two packages", () => {
    const codes = Object.values(catalogues).flatMap((catalogue) => Object.keys(catalogue));
    expect(codes).toEqual([...new Set(codes)]);
  });
});

describe("docs/reliability.md", () => {
  test("names tests that exist", () => {
    const named = firstGroups(read("reliability.md"), /`((?:packages|tests)\/[^`]+)`/g);
    const repository = new URL("../", import.meta.url).pathname;
    const missing = named.filter((file) => globSync(`${file}*.test.ts`, { cwd: repository }).length === 0);
    expect(named.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});
