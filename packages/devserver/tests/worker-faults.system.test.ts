import { existsSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningCli, startCli, until } from "./cli.test.support.ts";

const app = (answer: string, more = ""): string => `
export default { routes: async (app) => {
  app.get("/", async () => "${answer}");
  ${more}
} };`;
const LEAK = "const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length));";

let tree: TestTree;
let server: RunningCli;
beforeAll(async () => {
  tree = createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": app("first"),
    "blog/media/a.css": "a{}",
  });
  server = await startCli(tree.root, [], { NODE_OPTIONS: "--max-old-space-size=100" });
  await server.get("/");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  tree[Symbol.dispose]();
});

const save = (code: string): void => tree.write({ "blog/app.mjs": code });
const visit = (path: string): ReturnType<RunningCli["get"]> => server.get(path, { headers: { accept: "text/html" } });
const crashes = (): number => server.events.filter(({ kind }) => kind === "crashed").length;

/** Whatever the application does, media and live reload stay up, and the next save mends it. */
async function expectMended(answer: string): Promise<void> {
  expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
  const events = await fetch(new URL("/__devserver/events", server.url));
  expect(events.headers.get("content-type")).toBe("text/event-stream");
  await events.body?.cancel();
  save(app(answer));
  expect(await server.get("/")).toEqual({ status: 200, text: answer });
}

describe("an app that, at import,", () => {
  test.each([
    ["exits with 0", "process.exit(0);", "code 0"],
    ["rejects", `await Promise.reject(new Error("no database"));`, "no database"],
    ["throws nothing", "throw undefined;", "undefined"],
    ["runs out of memory", LEAK, "ran out of memory"],
    ["is killed", `process.kill(process.pid, "SIGKILL");`, "SIGKILL"],
  ])("%s: the page says so, until it is mended", async (fault, top, words) => {
    save(top + app("never"));
    const answer = await visit("/");
    expect(answer.status).toBe(500);
    expect(answer.text).toContain(words);
    await expectMended(fault);
  });
});

describe("an app that, in a request,", () => {
  test.each([
    ["exits", "process.exit(3);", "code 3"],
    ["exits with 0", "process.exit(0);", "code 0"],
    ["rejects where nobody looks", `Promise.reject(new Error("forgotten")); await new Promise(() => {});`, "forgotten"],
    ["throws later", `setTimeout(() => { throw new Error("too late"); }, 5); await new Promise(() => {});`, "too late"],
    ["runs out of memory", LEAK, "ran out of memory"],
    ["aborts", "process.abort();", "SIGABRT"],
    [
      "closes the channel to the front",
      `process.getBuiltinModule("node:fs").closeSync(3); await new Promise(() => {});`,
      "SIGKILL",
    ],
  ])("%s: that request is answered, and the next by a new process", async (fault, body, words) => {
    const before = crashes();
    save(app("fine", `app.get("/fault", async () => { ${body} });`));
    expect((await visit("/fault")).status).toBe(502);
    await until(() => (crashes() > before ? true : undefined));
    expect(JSON.stringify(server.events.findLast(({ kind }) => kind === "crashed"))).toContain(words);
    expect(await server.get("/")).toEqual({ status: 200, text: "fine" });
    await expectMended(fault);
  });

  test("closes its server: the page says so, until it is mended", async () => {
    save(app("fine", `app.get("/close", async () => { setTimeout(() => app.server.close(), 5); return "soon"; });`));
    expect((await server.get("/close")).text).toBe("soon");
    await expect.poll(async () => (await visit("/")).text, { timeout: 20_000 }).toContain("no longer listens");
    await expectMended("open");
  });

  test("lets a timer loop for ever: a save frees it", async () => {
    const looping = `process.getBuiltinModule("node:fs").writeFileSync(import.meta.dirname + "/looping", ""); for (;;);`;
    save(app("fine", `app.get("/arm", async () => { setTimeout(() => { ${looping} }, 20); return "armed"; });`));
    expect((await server.get("/arm")).text).toBe("armed");
    await until(() => (existsSync(tree.path("blog/looping")) ? true : undefined));
    await expectMended("freed");
  });

  test("crashes repeatedly is restarted ever later, with one warning, and at once when it is mended", async () => {
    save(app("dying", "setTimeout(() => process.exit(9), 50);"));
    const before = crashes();
    await until(async () => {
      await server.get("/").catch(() => undefined);
      return crashes() >= before + 3 ? true : undefined;
    });
    expect((await visit("/")).text).toContain("code 9");
    const asked = crashes();
    for (let times = 0; times < 20; times += 1) await server.get("/");
    expect(crashes() - asked).toBeLessThan(2);
    const said = server.events.filter(
      (event) => event.kind === "warning" && event.message.includes("crashes repeatedly"),
    );
    expect(said).toHaveLength(1);
    await expectMended("steady");
  });
});
