import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { readClientAddresses } from "./client-addresses.ts";

const LINE = "PROXY TCP6 2001:db8::1 2001:db8::2 4321 8000\r\n";
const REQUEST = "POST / HTTP/1.1\r\nHost: site\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
const say: RequestListener = async (request, response) => {
  const { remoteAddress, remotePort, localPort } = request.socket;
  response.end([remoteAddress, remotePort, localPort, (await request.toArray()).join("")].join(" "));
};

async function listen(tree: TestTree): Promise<AsyncDisposable & { readonly open: () => Socket }> {
  const server = createServer(say);
  readClientAddresses(server);
  server.listen(tree.path("server.sock"));
  await once(server, "listening");
  return {
    open: () => connect(tree.path("server.sock")).on("error", () => {}),
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
    },
  };
}

test("the line and the request may come together, or byte by byte", async () => {
  using tree = createTree();
  await using server = await listen(tree);
  const whole = server.open();
  whole.write(LINE + REQUEST);
  const parts = server.open().setNoDelay(true);
  const answers = Promise.all([text(whole), text(parts)]);
  for (const byte of LINE + REQUEST) await new Promise((done) => parts.write(byte, done));
  for (const answer of await answers) expect(answer).toMatch(/\r\n2001:db8::1 4321 8000 body$/);
});

test("a connection that names nobody is served, and one that ends or never names anybody is closed", async () => {
  using tree = createTree();
  await using server = await listen(tree);
  const unknown = server.open();
  unknown.write(`PROXY UNKNOWN\r\n${REQUEST}`);
  expect(await text(unknown)).toMatch(/\r\n {3}body$/);
  const endless = server.open();
  endless.write("x".repeat(1000));
  expect(await text(endless)).toBe("");
  expect(await text(server.open().end("PROXY"))).toBe("");
});
