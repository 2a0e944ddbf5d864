import { describe, expect, test } from "vitest";
import { faultOf, settings } from "./load-full-app.test.support.ts";

describe("a wrong name", () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      "a file that is not there",
      `APPLICATION: "./srver.mjs#app"`,
      "APPLICATION_NOT_FOUND",
      ["APPLICATION of", "srver.mjs", `"./server.mjs"`],
    ],
    [
      "a file without its extension",
      `APPLICATION: "./server#app"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "./server.mjs"?`],
    ],
    ["a directory", `APPLICATION: "./media"`, "APPLICATION_NOT_FOUND", ["media"]],
    [
      "a package that is not installed",
      `APPLICATION: "no-such-package#app"`,
      "APPLICATION_NOT_FOUND",
      ["node_modules/no-such-package"],
    ],
    ["a path without ./", `APPLICATION: "server.mjs#app"`, "APPLICATION_NOT_FOUND", [`Did you mean "./server.mjs"?`]],
    [
      "nearly a key",
      `APPLICATION: "wbe", APPLICATIONS: { web: "./server.mjs" }`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "web"?`, "a key of APPLICATIONS: web."],
    ],
    [
      "nearly an export",
      `APPLICATION: "./server.mjs#ap"`,
      "APPLICATION_EXPORT_MISSING",
      [`no export "ap"`, `Did you mean "app"`, `"./server.mjs#createApp"`],
    ],
    [
      "a property of every object",
      `APPLICATION: "./server.mjs#toString"`,
      "APPLICATION_EXPORT_MISSING",
      [`no export "toString"`],
    ],
    [
      "a default export that is not there",
      `APPLICATION: "./named.mjs"`,
      "APPLICATION_EXPORT_MISSING",
      ["no default export", `"./named.mjs#web"`],
    ],
    ["a module without exports", `APPLICATION: "./empty.mjs"`, "APPLICATION_EXPORT_MISSING", ["exports nothing"]],
    [
      "settings that are not there",
      `APPLICATION: "config:none/settings.mjs"`,
      "APPLICATION_NOT_FOUND",
      ["none/settings.mjs"],
    ],
    [
      "settings that are nearly there",
      `APPLICATION: "config:./setings.mjs"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "config:./settings.mjs"?`],
    ],
    [
      "a directory of settings",
      `APPLICATION: "config:sub/"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "config:sub/settings.mjs"?`],
    ],
    ["a directory of code", `APPLICATION: "./sub#app"`, "APPLICATION_NOT_FOUND", [`Did you mean "./sub/server.js"?`]],
    [
      "a key that other settings lack",
      `APPLICATION: "config:other.mjs#wbe"`,
      "APPLICATION_UNKNOWN",
      ["other.mjs has no key", `Did you mean "web"?`, "Its keys are: web."],
    ],
    [
      "__proto__, which nobody wrote",
      `APPLICATION: "config:other.mjs#__proto__"`,
      "APPLICATION_UNKNOWN",
      [`"__proto__"`],
    ],
    [
      "settings with a fault",
      `MOUNTS: { "/x": "config:broken.mjs" }`,
      "APPLICATION_FAILED",
      [`MOUNTS["/x"] of`, "broken.mjs", "MEDIA_URL: expected"],
    ],
  ])("that is %s says what there is", async (_, body, code, words) => {
    const fault = await faultOf({
      ...settings(body),
      "named.mjs": `export const web = { a: 1 };`,
      "empty.mjs": "",
      "sub/settings.mjs": "",
      "sub/server.js": "",
      "other.mjs": `export default { APPLICATIONS: { web: "./server.mjs" } };`,
      "broken.mjs": `export default { MEDIA_URL: "x" };`,
    });
    expect(fault.code).toBe(code);
    for (const word of words) expect(`${fault.message}\n${fault.fix}`).toContain(word);
  });
});
