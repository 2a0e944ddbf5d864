import { once } from "node:events";
import { readdirSync, rmSync, truncateSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

describe("a file that changes while it is sent", () => {
  const size = 20_000_000;
  const openDescriptors = (): number => readdirSync("/proc/self/fd").length;

  test("ends the connection when it is truncated, and the server goes on", async () => {
    using tree = createTree({ "media/large.bin": "", "media/ok.css": "fine" });
    truncateSync(tree.path("media/large.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    const socket = server.connect();
    socket.write("GET /media/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "readable");
    truncateSync(tree.path("media/large.bin"), 1000);
    let received = 0;
    for await (const chunk of socket) received += (chunk as Buffer).length;
    expect(received).toBeLessThan(size);
    expect((await server.ask("/media/ok.css")).text).toBe("fine");
  });

  test("is sent to its end when it is deleted, and never longer than was said when it grows", async () => {
    using tree = createTree({ "media/large.bin": "", "media/grows.bin": "" });
    truncateSync(tree.path("media/large.bin"), size);
    truncateSync(tree.path("media/grows.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    for (const [name, change] of [
      ["large.bin", () => rmSync(tree.path("media/large.bin"))],
      ["grows.bin", () => truncateSync(tree.path("media/grows.bin"), size * 2)],
    ] as const) {
      const socket = server.connect();
      socket.write(`GET /media/${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      await once(socket, "readable");
      change();
      let received = 0;
      for await (const chunk of socket) received += (chunk as Buffer).length;
      expect(received).toBeGreaterThan(size);
      expect(received).toBeLessThan(size + 1000);
    }
  });

  test("leaves no descriptor open, whoever ends the connection and when", async () => {
    using tree = createTree({ "media/large.bin": "" });
    truncateSync(tree.path("media/large.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    await server.ask("/media/large.bin", { method: "HEAD" });
    const before = openDescriptors();
    const request = "GET /media/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (const bytes of [request, request.repeat(8), request.replace("GET", "HEAD").repeat(20)]) {
      const socket = server.connect();
      socket.write(bytes);
      await once(socket, "readable");
      socket.destroy();
    }
    const refused = ["If-None-Match: *", 'If-Match: "x"', `Range: bytes=${size}-`];
    for (const line of refused) await server.send(request.replace("Host", `Connection: close\r\n${line}\r\nHost`));
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
  });
});
