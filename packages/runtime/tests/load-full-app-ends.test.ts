import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createApplication } from "../src/site/application.ts";
import { loadFullApp } from "../src/load/load-full-app.ts";
import { SITE, settings } from "./load-full-app.test.support.ts";

const NEVER = "await new Promise(() => {});";

describe("what never ends is reported, and does not start for ever", () => {
  test.each([
    ["a module", "./never.mjs", `${NEVER} export default () => {};`],
    ["a function", "./never.mjs#createApp()", `export const createApp = () => new Promise(() => {});`],
    ["a promise", "./never.mjs#later", `export const later = new Promise(() => {});`],
  ])("%s that APPLICATION names", async (_, name, code) => {
    using tree = createTree({ ...SITE, ...settings(`APPLICATION: ${JSON.stringify(name)}`), "never.mjs": code });
    const project = await loadProject({ directory: tree.root });
    await expect(loadFullApp(project, { patience: 0.1 })).rejects.toMatchObject({
      code: "APPLICATION_UNFINISHED",
      message: expect.stringContaining(`APPLICATION of ${project.settingsFile}: ${JSON.stringify(name)}`),
    });
  });

  test("an app's app.ts", async () => {
    using tree = createTree({ ...SITE, ...settings(`INSTALLED_APPS: ["./blog"]`), "blog/app.mjs": NEVER });
    const project = await loadProject({ directory: tree.root });
    await expect(createApplication(project, { patience: 0.1 })).rejects.toMatchObject({ code: "APP_UNFINISHED" });
  });
});

test("what has been started is closed, the last first mounted too, when a later mount fails", async () => {
  using tree = createTree({
    ...SITE,
    ...settings(`APPLICATION: "./held.mjs#main", MOUNTS: { "/a": "./held.mjs#mounted", "/b": "./broken.mjs#default" }`),
    "held.mjs": `const held = (name) => ({ init: async () => {}, getHttpServer: () => ({}),
        getHttpAdapter: () => ({ getInstance: () => ({}) }), close: async () => (globalThis.closedOfHeld ??= []).push(name) });
      export const main = held("main"); export const mounted = held("mounted");`,
    "broken.mjs": `throw new Error("no database");`,
  });
  await expect(loadFullApp(await loadProject({ directory: tree.root }))).rejects.toThrow("no database");
  expect(Reflect.get(globalThis, "closedOfHeld")).toEqual(["main", "mounted"]);
  Reflect.deleteProperty(globalThis, "closedOfHeld");
});
