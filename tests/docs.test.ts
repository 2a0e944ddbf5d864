import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { coreErrors, type ErrorCatalogue, settingsTable } from "@mediaroot/core";
import { devserverErrors } from "@mediaroot/devserver";
import { keysWithin } from "../packages/core/src/settings/settings-schema.ts";
import { CHECKS } from "../packages/devserver/src/check/check-table.ts";
import { mediaErrors } from "@mediaroot/media";
import { runtimeErrors } from "@mediaroot/runtime";
import { syncErrors } from "@mediaroot/syncmedia";
import { templatesErrors } from "@mediaroot/templates";
import { describe, expect, test } from "vitest";
import { createErrors } from "../packages/create-mediaroot/src/errors.ts";

const read = (file: string): string => readFileSync(new URL(`../docs/${file}`, import.meta.url), "utf8");
const firstGroups = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, group]) => group ?? "");

describe("docs/settings.md", () => {
  const keysIn = (title: string): readonly string[] => {
    const section =
      read("settings.md")
        .split(/^## /m)
        .find((part) => part.startsWith(`${title}\n`)) ?? "";
    const cells = firstGroups(section, /^\| ((?:`[A-Z0-9_]+`(?:, )?)+) \|/gm);
    return cells.flatMap((cell) => firstGroups(cell, /`([A-Z0-9_]+)`/g)).toSorted();
  };

  test("has one row for each setting, and no other", () => {
    expect(keysIn("All settings")).toEqual(Object.keys(settingsTable).toSorted());
  });

  test.each(["TEMPLATES", "SYNCMEDIA"])("has one row for each key of %s, and no other", (setting) => {
    expect(keysIn(setting)).toEqual(keysWithin.get(setting)?.toSorted());
  });
});

describe("docs/checks.md", () => {
  test("has one row for each check, with its level and title, and no other", () => {
    const documented = [...read("checks.md").matchAll(/^\| `([a-z]+\.[EW]\d{3})` \| (\w+) \| ([^|]+) \|/gm)];
    const known = Object.entries(CHECKS).map(([id, { title }]) => [id, id.includes(".E") ? "error" : "warning", title]);
    expect(documented.map(([, ...row]) => row)).toEqual(known);
  });
});

describe("docs/errors.md", () => {
  const catalogues: Readonly<Record<string, ErrorCatalogue<object>>> = {
    "@mediaroot/core": coreErrors,
    "@mediaroot/templates": templatesErrors,
    "@mediaroot/runtime": runtimeErrors,
    "@mediaroot/devserver": devserverErrors,
    "@mediaroot/media": mediaErrors,
    "@mediaroot/syncmedia": syncErrors,
    "create-mediaroot": createErrors,
  };

  test.each(Object.keys(catalogues))("lists each error of %s with its exit code, and no other", (name) => {
    const section =
      read("errors.md")
        .split(/^## /m)
        .find((part) => part.startsWith(`${name}\n`)) ?? "";
    const documented = [...section.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(
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

describe("links", () => {
  const repository = path.join(import.meta.dirname, "..");
  const pages = globSync("{*.md,docs/**/*.md,packages/*/README.md,examples/*/README.md}", { cwd: repository });
  const withoutCode = (text: string): string => text.replaceAll(/^```[^]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "code");

  /** The anchors that GitHub gives to headings. */
  const anchorsOf = (file: string): readonly string[] =>
    firstGroups(readFileSync(file, "utf8").replaceAll(/^```[^]*?^```/gm, ""), /^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );

  test.each(pages)("of %s lead to files and headings that exist", (page) => {
    const file = path.join(repository, page);
    const links = firstGroups(withoutCode(readFileSync(file, "utf8")), /\]\(([^)\s]+)\)/g);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [place = "", anchor] = link.split("#");
      const target = place === "" ? file : path.join(path.dirname(file), place);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe("the documentation", () => {
  const text = globSync("*.md", { cwd: new URL("../docs/", import.meta.url) })
    .map(read)
    .join("\n");

  test.each([
    "@mediaroot/core",
    "@mediaroot/core/internal",
    "@mediaroot/core/content-type",
    "@mediaroot/core/references",
    "@mediaroot/core/testing",
    "@mediaroot/templates",
    "@mediaroot/templates/survey",
    "@mediaroot/media",
    "@mediaroot/runtime",
    "@mediaroot/runtime/create",
    "@mediaroot/runtime/load",
    "@mediaroot/runtime/testing",
    "@mediaroot/devserver",
    "@mediaroot/syncmedia",
  ])("names each value that %s exports", async (entry) => {
    const names = Object.keys((await import(entry)) as object);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});

test("no message of a package names a document that npm does not ship", () => {
  const directory = new URL("../packages/", import.meta.url);
  const files = globSync("*/src/**/*.ts", { cwd: directory }).filter((file) => !file.endsWith(".test.ts"));
  const withoutComments = (text: string): string => text.replaceAll(/\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  const naming = files.filter((file) =>
    /\bdocs\/|\b(?:README|CONTRIBUTING)\.md/.test(withoutComments(readFileSync(new URL(file, directory), "utf8"))),
  );
  expect(naming).toEqual([]);
});
