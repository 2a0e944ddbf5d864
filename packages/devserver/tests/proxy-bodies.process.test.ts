import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { until } from "./cli.test.support.ts";
import { shareBareSite } from "./bare-site.test.support.ts";
import { SETTLED_MS } from "./timing.test.support.ts";

const site = shareBareSite();
const { open, exchange, counts } = site;

/** The highest memory that the front has needed so far, in MB. */
const peak = async (): Promise<number> => {
  const status = await readFile(`/proc/${site.server.child.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** Asks until the answer is twice the same. */
async function settled(ask: () => number | Promise<number>): Promise<number> {
  let before = -1;
  return until(async () => {
    const now = await ask();
    const isSettled = now === before;
    before = now;
    await sleep(SETTLED_MS);
    return isSettled ? now : undefined;
  });
}

/** Waits until the head of an answer has come, and closes the connection; gives what came. */
async function answerOn(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if (/HTTP\/1\.1 (?!100)\d+[^]*\r\n\r\n/.test(text)) break;
  }
  return text;
}

describe("Expect: 100-continue", () => {
  const head = (wanted: string): string =>
    `POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nX-Wanted: ${wanted}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`;

  test("is the application's to answer: the body comes when it wants it", async () => {
    const socket = open(head("yes"));
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(String(first)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("ab");
    expect((await buffer(socket)).toString()).toContain('"method":"POST"');
  });

  test("is refused where it refuses", async () => {
    const answer = await exchange(head("no"));
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain("too large");
  });
});

test.each(["", "Expect: 100-continue\r\n"])(
  "a body that is refused while it comes does not take the answer with it %s",
  async (line) => {
    const size = 3 * 1024 * 1024;
    const head = `POST /limited HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${line}Content-Length: ${size}\r\n\r\n`;
    for (let round = 0; round < 20; round += 1) {
      const socket = open(head);
      socket.write(Buffer.alloc(size, "x"));
      expect(await answerOn(socket)).toMatch(/^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 413/);
    }
  },
);

describe("what is large or never ends", () => {
  test("an answer waits for a slow client, and the front keeps little of it", async () => {
    const before = await peak();
    const socket = open("GET /pour?mb=200 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await once(socket, "readable");
    const stalled = await settled(async () => (await counts()).poured);
    expect(stalled).toBeLessThan(40 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of socket) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(200 * 1024 * 1024);
    expect((await peak()) - before).toBeLessThan(100);
  });

  test("an upload waits for an application that does not read, and arrives whole when it does", async () => {
    const length = 80 * 1024 * 1024;
    const before = await peak();
    const socket = open(
      `POST /swallow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
    );
    const answered = buffer(socket);
    let sent = 0;
    const sending = (async () => {
      for (const chunk = Buffer.alloc(1024 * 1024); sent < length; sent += chunk.length) {
        if (!socket.write(chunk)) await once(socket, "drain");
      }
    })();
    expect(await settled(() => sent)).toBeLessThan(40 * 1024 * 1024);
    await site.server.get("/release");
    await sending;
    expect((await answered).toString()).toContain(String(length));
    expect((await peak()) - before).toBeLessThan(100);
  });

  test.each(["GET /pour?mb=200 HTTP/1.1\r\n", "POST /upload HTTP/1.1\r\nContent-Length: 1000000\r\n"])(
    "a client that goes away in the middle of %j is seen by the application",
    async (head) => {
      const before = await counts();
      const socket = open(`${head}Host: localhost\r\n\r\n`);
      if (head.startsWith("POST")) socket.write("x".repeat(100_000));
      else await once(socket, "data");
      if (head.startsWith("POST")) await until(async () => (await counts()).uploads > before.uploads || undefined);
      socket.destroy();
      await until(async () => (await counts()).aborted > before.aborted || undefined);
      expect((await counts()).aborted).toBe(before.aborted + 1);
    },
  );
});
