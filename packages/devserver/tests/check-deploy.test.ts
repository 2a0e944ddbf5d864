import { hash } from "node:crypto";
import { chmodSync } from "node:fs";
import { renderLedger } from "@mediaroot/core/internal";
import { describe, expect, test } from "vitest";
import { findingsIn, settings, writeSite } from "./checked-site.test.support.ts";

const KEY = "k3JwP0aZt9qLr7VxB2nM4cYfH6sDgE8uWiOpKjQlRzTyXvCbN1";
const production = (...changes: readonly (readonly [string, string])[]): string => {
  const lines = `  SECRET_KEY: "${KEY}",\n  ALLOWED_HOSTS: ["example.com"],\n  SYNCMEDIA: { TARGET: undefined },`;
  const whole = settings(lines).replace("DEBUG: true", "DEBUG: false");
  return changes.reduce((text, [from, to]) => text.replace(from, to), whole);
};

describe("devserver check --deploy", () => {
  test("has nothing to say about settings for production", async () => {
    using tree = writeSite({ "settings.ts": production() });
    expect(await findingsIn(tree, true)).toEqual([]);
  });

  test.each([
    ["DEBUG", "deploy.E001 settings.ts:2", production(["DEBUG: false", "DEBUG: true"])],
    ["no SECRET_KEY", "deploy.E002 settings.ts:1", production([`  SECRET_KEY: "${KEY}",`, ""])],
    ["a short SECRET_KEY", "deploy.W003 settings.ts:6", production([KEY, KEY.slice(1, 40)])],
    ["a SECRET_KEY of one character", "deploy.W003 settings.ts:6", production([KEY, "x".repeat(60)])],
    ["a SECRET_KEY of words", "deploy.W003 settings.ts:6", production([KEY, `${KEY} is a sentence`])],
    ["no ALLOWED_HOSTS", "deploy.E004 settings.ts:7", production([`["example.com"]`, "[]"])],
    ["any host", "deploy.W005 settings.ts:7", production([`"example.com"`, `"*"`])],
    [
      "a target without a publication",
      "deploy.E007 settings.ts:8",
      production(["TARGET: undefined", `TARGET: "public"`]),
    ],
    ["HASH without a manifest", "deploy.E007 settings.ts:8", production(["TARGET: undefined", "HASH: true"])],
  ])("finds %s", async (_, expected, text) => {
    using tree = writeSite({ "settings.ts": text });
    expect(await findingsIn(tree, true)).toEqual([expected]);
  });

  test("finds a MEDIA_ROOT that every user can write to", async () => {
    using tree = writeSite({ "settings.ts": production() });
    chmodSync(tree.path("media"), 0o777);
    expect(await findingsIn(tree, true)).toEqual(["deploy.E008 settings.ts:1"]);
  });

  test("finds copies that are older than the media", async () => {
    using tree = writeSite({ "settings.ts": production() });
    const copy = { path: "shop/shop.css", size: 19, sha256: hash("sha256", "an older style sheet"), encodings: [] };
    const ledger = renderLedger({ target: "media", files: new Map([[copy.path, copy]]), links: new Map() });
    tree.write({ "media/.syncmedia/ledger.json": [...ledger].join("") });
    expect(await findingsIn(tree, true)).toEqual(["deploy.W006 settings.ts:8"]);
  });
});
