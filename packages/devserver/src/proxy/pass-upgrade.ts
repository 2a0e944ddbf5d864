import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { answerWithoutUpgrade } from "@mediaroot/media/http";
import { requestWorker, type WorkerRoute } from "./forward-request.ts";
import { passAnswer, type PassTo } from "./pass-answer.ts";
import { renderHead } from "./pass-information.ts";
import { requestLines } from "./request-lines.ts";

/** The connection of a request for an upgrade, and the bytes that came after the request. */
export interface UpgradeSocket {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** A client's request for an upgrade (WebSockets), and the worker that it is passed to. */
export interface ForwardedUpgrade extends UpgradeSocket, WorkerRoute, Pick<PassTo, "errorPages"> {
  readonly request: IncomingMessage;
}

/**
 * Passes an upgrade on to a worker. When one of the two connections ends, so does the other.
 *
 * @returns a promise that resolves when the client's connection has closed, and rejects if the worker did not answer
 */
export async function passUpgrade({ request, socket, head, errorPages, ...route }: ForwardedUpgrade): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = [...requestLines(request), "Connection", "Upgrade", "Upgrade", request.headers.upgrade ?? ""];
    const outgoing = requestWorker(request, { ...route, headers: lines });
    outgoing.on("error", reject);
    outgoing.on("upgrade", ({ rawHeaders }, upstream: Socket, upstreamHead) => {
      socket.write(renderHead("101 Switching Protocols", rawHeaders), "latin1");
      connectBoth([socket, head], [upstream, upstreamHead]);
    });
    outgoing.on("response", (incoming) => {
      answerWithoutUpgrade(
        (_, response) => passAnswer(incoming, { request, response, tag: undefined, errorPages, since: 0 }),
        request,
        socket,
      );
    });
    socket.once("close", () => {
      outgoing.destroy();
      resolve();
    });
    outgoing.end();
  });
}

type End = readonly [socket: Socket, head: Buffer];

function connectBoth(...[[client, clientHead], [upstream, upstreamHead]]: [client: End, upstream: End]): void {
  upstream.on("error", () => upstream.destroy());
  for (const socket of [client, upstream]) socket.setNoDelay(true).setTimeout(0);
  client.once("close", () => upstream.destroySoon());
  upstream.once("close", () => client.destroySoon());
  upstream.write(clientHead);
  client.write(upstreamHead);
  upstream.pipe(client).pipe(upstream);
}
