import { readdirSync, readlinkSync, truncateSync } from "node:fs";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { addMediaToApp } from "../src/application/full-app.ts";
import { run, type RunningServer, siteOf } from "./media.test.support.ts";

async function start(tree: TestTree): Promise<RunningServer> {
  return run(await addMediaToApp((_, response) => response.end("page"), siteOf(tree)).listen(0));
}

const GET = "GET /media/x.css HTTP/1.1\r\nHost: localhost\r\n";
/** 431, unless the connection was reset before it could be read. */
const REFUSED = /^(?:HTTP\/1\.1 431|$)/;

describe("clients that go to extremes", () => {
  test("a request line of 8 KiB is answered, one beyond all bounds is refused", async () => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await start(tree);
    expect((await server.ask(`/media/x.css?${"q".repeat(8000)}`)).text).toBe("css");
    expect((await server.ask(`/media/${"x".repeat(8000)}`)).status).toBe(404);
    expect((await server.ask(`/media/x.css?${"q".repeat(20_000)}`)).status).toBe(431);
    expect((await server.ask("/media/x.css")).text).toBe("css");
  });

  test("10,000 header lines are refused, or answered, and others are served", async () => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await start(tree);
    const answer = await server.send(`${GET}${"A: b\r\n".repeat(10_000)}\r\n`);
    expect(answer.toString()).toMatch(REFUSED);
    expect((await server.ask("/media/x.css")).text).toBe("css");
  });

  test("endless headers are cut off at their bound, and slow ones keep nobody waiting", async () => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await start(tree);
    const slow = Array.from({ length: 50 }, () => server.connect());
    for (const socket of slow) socket.write(GET);
    const endless = server.connect();
    endless.write(GET);
    const closed = new Promise((resolve) => endless.once("close", resolve));
    const pour = (): void => {
      while (!endless.destroyed && endless.write(`X: ${"y".repeat(1000)}\r\n`));
    };
    endless.on("drain", pour).resume();
    pour();
    await closed;
    expect((await server.ask("/media/x.css")).text).toBe("css");
    for (const socket of slow) socket.destroy();
  });

  test("listen bounds how long header lines may take", async () => {
    using tree = createTree();
    await using server = await start(tree);
    expect(server.server.headersTimeout).toBeGreaterThan(0);
    expect(server.server.headersTimeout).toBeLessThanOrEqual(60_000);
  });

  test("1,000 pipelined requests are answered in their order, small, large, missing and refused", async () => {
    using tree = createTree({ "media/x.css": "css", "media/large.txt": "L".repeat(600_000) });
    await using server = await start(tree);
    const requests = [
      `${GET}\r\n`,
      `${GET.replace("x.css", "none")}Accept: text/plain\r\n\r\n`,
      `${GET.replace("GET", "POST")}Content-Length: 3\r\n\r\nabc`,
      `${GET.replace("GET", "HEAD")}\r\n`,
      `${GET}If-None-Match: *\r\n\r\n`,
    ];
    const last = `${GET.replace("x.css", "large.txt")}Connection: close\r\n\r\n`;
    const text = (await server.send(requests.join("").repeat(200) + last)).toString();
    const statuses = [...text.matchAll(/HTTP\/1\.1 (?<status>\d+)/g)].map(({ groups }) => groups?.["status"]);
    expect(statuses).toEqual([...Array.from({ length: 200 }, () => ["200", "404", "405", "200", "304"]).flat(), "200"]);
    expect(text.endsWith("L".repeat(600_000))).toBe(true);
  });

  test.skipIf(process.platform !== "linux")(
    "pipelined requests for large files hold no file open before their turn",
    async () => {
      using tree = createTree({ "media/x.css": "css", "media/huge.bin": "" });
      truncateSync(tree.path("media/huge.bin"), 5_000_000_000);
      await using server = await start(tree);
      const socket = server.connect().pause();
      socket.write(`${GET.replace("x.css", "huge.bin")}\r\n`.repeat(200));
      const open = (): number => openFiles(tree.path("media/huge.bin"));
      await expect.poll(open).toBe(1);
      for (let turn = 0; turn < 20; turn += 1) await server.ask("/media/x.css");
      expect(open()).toBe(1);
      socket.destroy();
      await expect.poll(open).toBe(0);
    },
  );

  test("pipelined requests come to the application one by one, and a connection with more than 1000 is ended", async () => {
    using tree = createTree({ "media/x.css": "css" });
    let calls = 0;
    const app = addMediaToApp(() => void (calls += 1), siteOf(tree));
    await using server = await run(await app.listen(0));
    const few = server.connect();
    few.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10));
    await expect.poll(() => calls).toBe(1);
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect(calls).toBe(1);
    few.destroy();
    const many = server.connect();
    many.on("error", () => {}).write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2000));
    await new Promise((resolve) => many.resume().once("close", resolve));
    expect(calls).toBe(2);
  });

  test("a client that reads nothing takes no memory and delays no other", async () => {
    using tree = createTree({ "media/x.css": "css", "media/huge.bin": "" });
    truncateSync(tree.path("media/huge.bin"), 5_000_000_000);
    await using server = await start(tree);
    const before = process.memoryUsage().rss;
    const idle: Socket[] = Array.from({ length: 20 }, () => server.connect());
    for (const socket of idle) socket.pause().write(GET.replace("x.css", "huge.bin") + "\r\n");
    for (let turn = 0; turn < 50; turn += 1) expect((await server.ask("/media/x.css")).text).toBe("css");
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    for (const socket of idle) socket.destroy();
  });

  test("the end of a sparse file of 5 GB is sent like any other part", async () => {
    using tree = createTree({ "media/huge.bin": "" });
    truncateSync(tree.path("media/huge.bin"), 5_000_000_000);
    await using server = await start(tree);
    const { status, headers, body } = await server.ask("/media/huge.bin", { headers: { Range: "bytes=-7" } });
    expect([status, headers.get("content-range"), body.length]).toEqual([
      206,
      "bytes 4999999993-4999999999/5000000000",
      7,
    ]);
  });
});

function openFiles(path: string): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => linkAt(`/proc/self/fd/${descriptor}`) === path).length;
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

describe("a handler under load", () => {
  test("gives each of 500 requests at once its own file", async () => {
    using tree = createTree(
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`media/f${i}.txt`, `file ${i}`])),
    );
    const server = createServer(addMediaToApp(() => {}, siteOf(tree)));
    await using running = await run(server);
    const requested = Array.from({ length: 500 }, (_, index) => index % 100);
    const answers = await Promise.all(
      requested.map(async (index) => (await fetch(`http://127.0.0.1:${running.port}/media/f${index}.txt`)).text()),
    );
    expect(answers).toEqual(requested.map((index) => `file ${index}`));
  });
});
