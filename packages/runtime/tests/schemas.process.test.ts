import { spawnSync } from "node:child_process";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";

const runtime = new URL("../src/index.ts", import.meta.url).href;
const core = import.meta.resolve("@mediaroot/core");
const PROGRAM = `
import { createRequire } from "node:module";
import { loadProject } from "${core}";
import { createApplication } from "${runtime}";
const app = await createApplication(await loadProject({ directory: import.meta.dirname }));
await app.ready();
console.log(Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes("/ajv/")));
`;

test.each([
  ["without", "{}", "false\n"],
  ["with", `{ schema: { body: { type: "object" } } }`, "true\n"],
])("the routes of a site %s schemas decide whether the validator of schemas is imported", (_, options, printed) => {
  using tree = createTree({
    "program.mjs": PROGRAM,
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": `export default { routes: async (app) => void app.post("/", ${options}, async () => ({})) };`,
  });
  const { stdout, stderr } = spawnSync(process.execPath, [tree.path("program.mjs")], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: "" });
});
