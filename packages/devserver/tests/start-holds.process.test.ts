import { existsSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli, until, workersIn } from "./cli.test.support.ts";

/** A loop without end, in which no callback runs. It sleeps in each round, or each test would take a processor for ten seconds. */
const LOOP = "for (const cell = new Int32Array(new SharedArrayBuffer(4)); ; ) Atomics.wait(cell, 0, 0, 1000);";

const app = (answer: string, top = ""): string => `
import { writeFileSync } from "node:fs";
${top}
export default { routes: async (app: { get: Function }) => {
  app.get("/", async () => "${answer}");
  app.get("/loop", async () => { writeFileSync(import.meta.dirname + "/looping", ""); ${LOOP} });
} };`;
const site = (code: string): TestTree =>
  createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": code,
    "blog/media/a.css": "a{}",
  });

// Each waits ten seconds for the end of a hold.
describe.concurrent("devserver start", () => {
  test("serves media while an app loops at import, and starts anew at the next save", async () => {
    using tree = site(app("one", LOOP));
    await using server = await startCli(tree.root);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    expect((await server.get("/")).status).toBe(503);
    tree.write({ "blog/app.ts": app("mended") });
    expect((await server.get("/")).text).toBe("mended");
    await server.event("ready");
    // The worker that is still in its loop is ended, which is not reported.
    const failures = server.events.filter((event) => event.kind === "failed");
    expect(failures.map(({ error }) => error.message)).toEqual([expect.stringContaining("still starting")]);
  });

  test("serves media while a request loops, and a save frees the application", async () => {
    using tree = site(app("one"));
    await using server = await startCli(tree.root);
    const looping = server.get("/loop").catch(() => ({ status: 0 }));
    await until(() => (existsSync(tree.path("blog/looping")) ? true : undefined));
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "blog/app.ts": app("two") });
    expect((await server.get("/")).text).toBe("two");
    expect((await looping).status).not.toBe(200);
    await until(() => (workersIn(tree.root).length <= 2 ? true : undefined));
  });
});
