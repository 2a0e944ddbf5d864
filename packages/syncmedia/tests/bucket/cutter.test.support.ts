import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Between a client and a server, it cuts each connection. */
export interface Cutter extends AsyncDisposable {
  readonly endpoint: string;
  /** @returns how many connections it has cut */
  cuts(): number;
}

/** Every request and every answer of the tests fits in. */
const MAX_BYTES = 9000;

/**
 * Starts a cutter. It knows nothing of HTTP: it ends a connection after a number of bytes, in a header line as well as in a body.
 *
 * @param random gives numbers from 0 to 1
 */
export async function startCutter(target: string, random: () => number): Promise<Cutter> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((client) => {
    const onward = connect(Number(port), hostname);
    let left = Math.floor(random() * MAX_BYTES);
    const cut = (): void => {
      client.destroy();
      onward.destroy();
    };
    const copy = (from: Socket, to: Socket): void => {
      open.add(from);
      from.on("data", (chunk: Buffer) => {
        to.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left > 0) return;
        cuts += 1;
        // What has been written so far is to arrive.
        to.end(cut);
      });
      from.on("error", cut);
      from.on("close", () => {
        open.delete(from);
        to.end();
      });
    };
    copy(client, onward);
    copy(onward, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
