import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { arrive, takeBatch } from "./arrivals.ts";

type Batch = ReturnType<typeof takeBatch>;

/** Sends requests of several connections at once, as often as there are numbers, and gives what `take` gave for each. */
async function batchesOf(
  bursts: readonly number[],
  take: (request: IncomingMessage) => Batch | Promise<Batch>,
): Promise<Batch[][]> {
  const seen: (Batch | Promise<Batch>)[] = [];
  const answer: RequestListener = (request, response) => {
    seen.push(take(request));
    response.end();
  };
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: Math.max(...bursts) }, () => connect(port, "127.0.0.1"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const batches: Batch[][] = [];
  for (const count of bursts) {
    const asked = sockets.slice(0, count);
    const answers = asked.map((socket) => once(socket, "data"));
    for (const socket of asked) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await Promise.all(answers);
    batches.push(await Promise.all(seen.splice(0)));
  }
  for (const socket of sockets) socket.destroy();
  server.close();
  return batches;
}

test("requests that were all waiting are one batch, and those that were sent after their answers are another", async () => {
  // The server accepts the connections one after the other during the first burst.
  const [, first = [], second = []] = await batchesOf([5, 5, 5], (request) =>
    arrive(request, () => takeBatch(request)),
  );
  expect(first).toEqual(Array.from({ length: 5 }, () => expect.any(Number)));
  expect(new Set(first).size).toBe(1);
  expect(new Set(second).size).toBe(1);
  expect(second[0]).toBeGreaterThan(first[0] ?? Infinity);
});

test("a request belongs to none once it has waited, for its second question, and outside of a request event", async () => {
  const waited = (request: IncomingMessage): Promise<Batch> =>
    arrive(request, async () => {
      await Promise.resolve();
      return takeBatch(request);
    });
  const twice = (request: IncomingMessage): Batch =>
    arrive(request, () => {
      takeBatch(request);
      return takeBatch(request);
    });
  for (const take of [waited, twice, takeBatch]) expect(await batchesOf([1], take)).toEqual([[undefined]]);
});
