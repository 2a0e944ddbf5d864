import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { createSite, ended, manyFiles, said, settingsText, start } from "./scratch.test.support.ts";

test("Ctrl-C ends a plan: nothing of it is printed, and there is no target", async () => {
  using site = createSite(manyFiles(3000));
  const settings = settingsText({ INSTALLED_APPS: ["./contrib/admin", "./blog"] });
  site.write({ "settings.ts": `${settings}console.error("The plan begins.");\n` });
  const child = start(site.root, "--to", "public", "--hash", "--dry-run");
  const outcome = ended(child);
  await said(child, "The plan begins.");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await outcome;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toContain("Interrupted before anything was done");
  expect(existsSync(site.path("public"))).toBe(false);
});
