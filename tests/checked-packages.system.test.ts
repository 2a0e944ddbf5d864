import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { installRealPackages } from "./real-packages.ts";

const DEVSERVER = path.join(import.meta.dirname, "../packages/devserver/bin/devserver.js");
// Its sources import modules without extensions, which no browser finds.
const REVEAL = { version: "6.0.2", media: ".", label: "reveal" };

test("a check finds the 44 broken imports of reveal.js, and none if that version is silenced", () => {
  using site = createTree({
    "settings.mjs": `export default {
      INSTALLED_APPS: [{ name: "reveal.js", media: ".", label: "reveal" }],
      CHECKS: { SILENCE: JSON.parse(process.env.SILENCE) },
    };`,
  });
  symlinkSync(installRealPackages({ "reveal.js": REVEAL }), site.path("node_modules"));
  const check = (SILENCE: string) =>
    spawnSync(process.execPath, [DEVSERVER, "check", "--json"], { cwd: site.root, encoding: "utf8", env: { SILENCE } });
  const { status, stdout } = check("[]");
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly id: string }[] };
  expect(status).toBe(1);
  expect(findings.map(({ id }) => id)).toEqual(Array.from({ length: 44 }, () => "references.E002"));
  expect(JSON.parse(check(`["reveal.js@${REVEAL.version}"]`).stdout)).toEqual({ findings: [], errors: 0, warnings: 0 });
});
