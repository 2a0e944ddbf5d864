import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { app, createSite, settings } from "./start-site.test.support.ts";
import { SAVE_PAUSES_MS } from "./timing.test.support.ts";

const UPLOAD: RequestInit = {
  method: "POST",
  body: "x".repeat(70_000),
  headers: { "content-type": "text/plain" },
};

describe("a running server", () => {
  test("reads .env beside the settings, and again when it changes or appears", async () => {
    using tree = createSite("process.env.GREETING ?? 'none'");
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("none");
    tree.write({ ".env": "GREETING=hello\n" });
    expect((await server.get("/")).text).toBe("hello");
    tree.write({ ".env": "GREETING=goodbye\n" });
    expect((await server.get("/")).text).toBe("goodbye");
  });

  test("registers SETUP, also once its file appears, and again at each change", async () => {
    using tree = createSite("app.shared");
    const setup = (value: string): string =>
      `export default async (app: { decorate: Function }) => { app.decorate("shared", "${value}"); };`;
    tree.write({ "settings.ts": settings(`SETUP: "./site.ts"`) });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toContain("SETUP_NOT_FOUND");
    tree.write({ "site.ts": setup("first") });
    await server.event("ready");
    expect((await server.get("/")).text).toBe("first");
    tree.write({ "site.ts": setup("second") });
    expect((await server.get("/")).text).toBe("second");
    tree.write({ "site.ts": `throw new Error("broken on purpose");` });
    expect((await server.get("/")).text).toContain("SETUP_FAILED");
  });

  test("gives an app its first app.ts, and its first media", async () => {
    using tree = createTree({ "settings.ts": settings(), "blog/": "" });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toContain("APP_ROUTES_MISSING");
    expect((await server.get("/media/blog/a.css")).status).toBe(404);
    tree.write({ "blog/media/a.css": "new{}" });
    expect((await server.get("/media/blog/a.css")).text).toBe("new{}");
    tree.write({ "blog/app.ts": app(`"first"`) });
    await server.event("ready", ({ cause }) => cause !== undefined);
    expect((await server.get("/")).text).toBe("first");
  });

  // worker-spare.system.test.ts asks a thousand times.
  test("answers no request from code older than the last save before it, and loses none", async () => {
    using tree = createSite("0");
    await using server = await startCli(tree.root);
    const wrong: string[] = [];
    const disk = { saved: 0 };
    let answered = 0;
    const saving = new AbortController();
    const ask = async (): Promise<void> => {
      while (!saving.signal.aborted) {
        const least = disk.saved;
        const { status, text } = await server.get("/");
        answered += 1;
        if (status !== 200 || Number(text) < least) wrong.push(`${status} ${text} < ${least}`);
        const upload = await server.get("/", UPLOAD);
        if (upload.text !== "70000") wrong.push(`upload ${upload.status} ${upload.text}`);
      }
    };
    const clients = [ask(), ask(), ask(), ask()];
    for (let save = 1; save <= 6; save += 1) {
      writeFileSync(tree.path("blog/app.ts"), app(`"${save}"`));
      disk.saved = save;
      await sleep(SAVE_PAUSES_MS[save % SAVE_PAUSES_MS.length]);
    }
    saving.abort();
    await Promise.all(clients);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(3);
  });
});
