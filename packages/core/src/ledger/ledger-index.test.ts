import { statSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256Of } from "./ledger-hash.ts";
import { createLedgerIndex } from "./ledger-index.ts";
import { identityOf } from "../finder/media-file.ts";
import { createTree } from "../testing.ts";

describe("the ledger's index", () => {
  function indexed(file: string): ReturnType<typeof createLedgerIndex> {
    const path = "admin/x.js";
    const entry = { path, sha256: sha256Of(file), size: statSync(file).size, copy: identityOf(statSync(file)) };
    return createLedgerIndex({ target: "", files: new Map([[path, entry]]), links: new Map() });
  }
  const asked = (path: string) => ({ logicalPath: "admin/x.js", path, identity: identityOf(statSync(path)) });

  test("owns a copy as it was written, and one whose times alone have changed", () => {
    using tree = createTree({ "x.js": "one" });
    const index = indexed(tree.path("x.js"));
    expect(index.owns(asked(tree.path("x.js")))).toBe(true);
    utimesSync(tree.path("x.js"), 1, 1);
    expect(index.owns(asked(tree.path("x.js")))).toBe(true);
    expect([...index.paths()]).toEqual(["admin/x.js"]);
  });

  test("owns no copy that was edited, not even one of the same size and time", () => {
    using tree = createTree({ "x.js": "one" });
    utimesSync(tree.path("x.js"), 1, 1);
    const index = indexed(tree.path("x.js"));
    writeFileSync(tree.path("x.js"), "two");
    utimesSync(tree.path("x.js"), 1, 1);
    expect(index.owns(asked(tree.path("x.js")))).toBe(false);
  });

  test("owns nothing that it does not name, and nothing without a ledger", () => {
    using tree = createTree({ "x.js": "one" });
    expect(indexed(tree.path("x.js")).owns({ ...asked(tree.path("x.js")), logicalPath: "admin/y.js" })).toBe(false);
    expect(createLedgerIndex(undefined).owns(asked(tree.path("x.js")))).toBe(false);
  });
});
