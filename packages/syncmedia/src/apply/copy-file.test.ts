import { existsSync, readFileSync, statSync } from "node:fs";
import { hash } from "node:crypto";
import { identityOf } from "@mediaroot/core/internal";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { stageCopy } from "./copy-file.ts";

test("a file is not copied where it has other bytes than those that its content name was made of, though its times are the same", () => {
  using tree = createTree({ "a.css": "now" });
  const file = { path: tree.path("a.css"), identity: identityOf(statSync(tree.path("a.css"))) };
  expect(() => stageCopy(file, tree.path("staged"), hash("sha256", "before"))).toThrow(
    expect.objectContaining({ code: "SOURCE_CHANGED" }),
  );
  expect(existsSync(tree.path("staged"))).toBe(false);
  stageCopy(file, tree.path("staged"), hash("sha256", "now"));
  expect(readFileSync(tree.path("staged"), "utf8")).toBe("now");
});
