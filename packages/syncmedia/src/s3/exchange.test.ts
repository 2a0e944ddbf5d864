import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { exchange } from "./exchange.ts";

/** Starts a server that answers each request on a connection with the same bytes. */
async function startServer(answer: string): Promise<{ readonly url: URL } & AsyncDisposable> {
  const server = createServer((socket) => socket.on("data", () => socket.write(answer)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/media/a.css`),
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

test("takes an answer to HEAD that ends with a chunk, as OpenStack Swift sends it, time and again", async () => {
  await using server = await startServer(
    "HTTP/1.1 404 Not Found\r\nETag: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  );
  const { signal } = new AbortController();
  for (let time = 0; time < 3; time += 1) {
    const request = { url: server.url, method: "HEAD", headers: new Headers(), body: undefined };
    const { status, headers, body } = await exchange(request, { signal });
    expect([status, headers.get("etag"), body.length]).toEqual([404, "a", 0]);
  }
});
