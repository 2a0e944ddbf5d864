import type { Tree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { faultOf, settings } from "./load-full-app.test.support.ts";

test.each([
  ["throws while it is imported", "./bad.mjs", `throw new Error("no database");`],
  ["throws what is no error", "./bad.mjs", `throw "no database";`],
  ["throws when it is called", "./bad.mjs#make()", `export function make() { throw new Error("no database"); }`],
  ["rejects", "./bad.mjs#make()", `export async function make() { throw new Error("no database"); }`],
  ["exports a promise that rejects", "./bad.mjs", `export default Promise.reject(new Error("no database"));`],
])("a module that %s is named, with its own error as the cause", async (_, name, code) => {
  const fault = await faultOf({ ...settings(`APPLICATION: "${name}"`), "bad.mjs": code });
  expect(fault).toMatchObject({ code: "APPLICATION_FAILED", message: expect.stringContaining("no database") });
  expect(String(fault.cause)).toContain("no database");
});

test.each<[string, Tree, readonly string[]]>([
  [
    "a key that names itself",
    settings(`APPLICATION: "a", APPLICATIONS: { a: "a" }`),
    ["settings.mjs", "settings.mjs#a", "settings.mjs#a"],
  ],
  ["a file that names itself", settings(`APPLICATION: "config:settings.mjs"`), ["settings.mjs", "settings.mjs"]],
  [
    "two files that name each other",
    {
      ...settings(`APPLICATION: "config:b.mjs#web"`),
      "b.mjs": `export default { APPLICATIONS: { web: "config:settings.mjs" } };`,
    },
    ["settings.mjs", "b.mjs#web", "settings.mjs"],
  ],
  [
    "projects that are mounted in each other",
    {
      ...settings(`APPLICATION: "./server.mjs", MOUNTS: { "/b": "config:b.mjs" }`),
      "b.mjs": `export default { APPLICATION: "./server.mjs", MOUNTS: { "/a": "config:settings.mjs" } };`,
    },
    ["settings.mjs", "b.mjs", "settings.mjs"],
  ],
])("a circle is shown with each step: %s", async (_, tree, steps) => {
  const fault = await faultOf(tree);
  expect(fault.code).toBe("APPLICATION_CYCLE");
  const shown = [...fault.message.matchAll(/- .*\/([^/\n]+)$/gm)].map(([, step]) => step);
  expect(shown).toEqual(steps);
});
