import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { refuseNode } from "@mediaroot/core/preflight";
import { expect, test } from "vitest";

const REPOSITORY = path.join(import.meta.dirname, "../../..");

test.each(["20.20.2", "18.0.0", "22.21.9", "23.11.0", "24.10.3"])("Node %s is refused, in one sentence", (version) => {
  expect(refuseNode(version)).toMatch(
    new RegExp(`^Mediaroot needs Node.js [^\n]+ this is ${version}\\. Install [^\n]+$`),
  );
});

test.each(["22.22.0", "22.99.1", "24.11.0", "24.21.0", "25.0.0", "26.1.0"])("Node %s is taken", (version) => {
  expect(refuseNode(version)).toBeUndefined();
});

test("every package that is published names the same versions", () => {
  const manifests = globSync("packages/*/package.json", { cwd: REPOSITORY });
  const engines = manifests.map((file) => {
    const { engines: each } = JSON.parse(readFileSync(path.join(REPOSITORY, file), "utf8")) as { engines: object };
    return each;
  });
  expect(new Set(engines.map((each) => JSON.stringify(each)))).toEqual(new Set(['{"node":"^22.22.0 || >=24.11.0"}']));
});
