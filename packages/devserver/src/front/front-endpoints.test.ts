import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createFrontEndpoints } from "./front-endpoints.ts";

test("assets that cannot be loaded while packages are installed are there afterwards", async () => {
  let loads = 0;
  const endpoints = createFrontEndpoints({
    isLive: true,
    project: () => undefined,
    check: async () => [],
    load: async () => {
      loads += 1;
      if (loads === 1) throw new Error("Cannot find package '@fastify/static'");
      return (_, response) => void response.end("script");
    },
  });
  const server = createServer((request, response) => endpoints.answer({ request, response })).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/__devserver/assets/live-reload.js`;
  const statuses: number[] = [];
  for (const response of [await fetch(url), await fetch(url), await fetch(url)]) statuses.push(response.status);
  expect([statuses, loads]).toEqual([[500, 200, 200], 2]);
  server.close().closeAllConnections();
});
