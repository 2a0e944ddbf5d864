import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { arrive } from "./arrivals.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** How many requests may wait for their turn on one connection. Browsers send the next when the last is answered. */
const MAX_PIPELINED = 1000;

/** Answers the pipelined requests of a connection one after the other, and ends a connection on which too many wait. */
export function inTurn(answer: Listener): Listener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    // Node gives a response its socket when its turn has come.
    if (response.socket !== null) return arrive(request, () => answer(request, response));
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before === MAX_PIPELINED) return void socket.destroy();
    waiting.set(socket, before + 1);
    response.once("socket", () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      answer(request, response);
    });
  };
}
