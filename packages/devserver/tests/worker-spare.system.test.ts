import { readdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RunningCli, startCli, until, workersIn } from "./cli.test.support.ts";
import { HOLD_MS, SAVE_PAUSES_MS } from "./timing.test.support.ts";

const app = (answer: string, top = ""): string => `import { library } from "greeter";
${top}
export default { routes: async (app: { get: Function; post: Function }) => {
  app.get("/", async () => String(${answer}));
  app.post("/", async (request: { body: string }) => String(request.body.length));
} };`;
/** A library that leaves a file named after each process that has loaded it. */
const greeter = (library: string): string => `import { writeFileSync } from "node:fs";
writeFileSync(new URL("../../loaded/" + process.pid, import.meta.url), "");
export const library = "${library}";`;
const site = (source: string): TestTree =>
  createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": source,
    ".env": "GREETING=one\n",
    "node_modules/greeter/package.json": `{ "name": "greeter", "type": "module", "exports": "./index.js" }`,
    "node_modules/greeter/index.js": greeter("old"),
    "loaded/": "",
  });

/** Starts a site and waits until its spare has loaded `.env` and, after it, the library. */
async function startWithSpare(tree: TestTree): Promise<RunningCli> {
  const server = await startCli(tree.root);
  await server.get("/");
  await until(() => (readdirSync(tree.path("loaded")).length === 2 ? true : undefined));
  return server;
}

describe("a spare worker", () => {
  test("is there before it is needed, and again when it has been used", async () => {
    using tree = site(app("1"));
    await using server = await startWithSpare(tree);
    const [first = 0, spare = 0] = workersIn(tree.root);
    tree.write({ "blog/app.ts": app("2") });
    expect((await server.get("/")).text).toBe("2");
    const workers = await until(() => {
      const now = workersIn(tree.root);
      return now.length === 2 && !now.includes(first) ? now : undefined;
    });
    expect(workers).toContain(spare);
  });

  test("follows at once when saves come before it is warm", async () => {
    using tree = site(app("1"));
    await using server = await startWithSpare(tree);
    tree.write({ "blog/app.ts": app("2") });
    expect((await server.get("/")).text).toBe("2");
    // This one never finishes starting.
    tree.write({ "blog/app.ts": app("3", "await new Promise(() => {});") });
    const answer = server.get("/");
    // The one before it, this one, and the next.
    await until(() => (workersIn(tree.root).length === 3 ? true : undefined));
    tree.write({ "blog/app.ts": app("4") });
    expect((await answer).text).toBe("4");
  });

  test("that has loaded variables which changed since is not taken", async () => {
    using tree = site(app("process.env.GREETING"));
    await using server = await startWithSpare(tree);
    tree.write({ ".env": "GREETING=two\n" });
    expect((await server.get("/")).text).toBe("two");
  });

  test("that has loaded a library which changed since is not taken", async () => {
    using tree = site(app("library"));
    await using server = await startWithSpare(tree);
    tree.write({ "node_modules/greeter/index.js": greeter("new") });
    tree.write({ "blog/app.ts": app("library + 2") });
    expect((await server.get("/")).text).toBe("new2");
  });
});

/** Asks again only when the request was held as long as one is held. */
async function ask(server: RunningCli, init?: RequestInit): ReturnType<RunningCli["get"]> {
  for (;;) {
    const asked = performance.now();
    const answer = await server.get("/", init);
    if (answer.status !== 503 || performance.now() - asked < HOLD_MS) return answer;
  }
}

test("of 1,000 GET and 200 POST requests during 50 saves none fails and none is answered by older code", async () => {
  using tree = site(app("0"));
  await using server = await startWithSpare(tree);
  const upload = { method: "POST", body: "x".repeat(70_000), headers: { "content-type": "text/plain" } };
  const wrong: string[] = [];
  const disk = { saved: 0 };
  let [gets, posts] = [0, 0];
  const client = async (): Promise<void> => {
    while (disk.saved < 50 || gets < 1000 || posts < 200) {
      const least = disk.saved;
      const { status, text } = await ask(server);
      if (status !== 200 || Number(text) < least) wrong.push(`GET ${status} ${text}, saved ${least}`);
      gets += 1;
      if (gets % 5 !== 0) continue;
      const answer = await ask(server, upload);
      if (answer.status !== 200 || answer.text !== "70000") wrong.push(`POST ${answer.status} ${answer.text}`);
      posts += 1;
    }
  };
  const clients = Array.from({ length: 6 }, client);
  for (let save = 1; save <= 50; save += 1) {
    writeFileSync(tree.path("blog/app.ts"), app(String(save)));
    disk.saved = save;
    await sleep(SAVE_PAUSES_MS[save % SAVE_PAUSES_MS.length]);
  }
  await Promise.all(clients);
  expect(wrong).toEqual([]);
});
