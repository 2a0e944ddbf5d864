import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createTree } from "../testing.ts";
import { sha256Of } from "./ledger-hash.ts";

describe("the hash of a file", () => {
  test.each([0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])("is right for %i bytes", (size) => {
    const bytes = Buffer.alloc(size, "mediaroot");
    using tree = createTree({ file: bytes });
    expect(sha256Of(tree.path("file"))).toBe(hash("sha256", bytes));
  });
});
