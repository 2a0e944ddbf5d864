import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RequestListener } from "./application.ts";
import { http } from "../http/node-http.ts";

/** A request listener that also takes upgrades, such as a `FullApp`. */
export interface UpgradableListener extends RequestListener {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

const BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/**
 * Passes the upgrades of a server to the applications. One that names no host is refused with 400 (RFC 9112, section 3.2), as Node
 * refuses other requests without it. Some clients offer an upgrade with their first request (`h2c`) and
 * expect a plain answer. Node gives none as soon as the server has an upgrade listener, so it is given here.
 */
export function takeUpgrades(server: Server, fullApp: UpgradableListener): void {
  server.on("upgrade", (request, socket, head) => {
    const isAlone = server.listenerCount("upgrade") === 1;
    if (request.headers.host === undefined && isAlone)
      return void socket.on("error", () => socket.destroy()).end(BAD_REQUEST);
    if (fullApp.upgrade(request, socket, head)) return;
    const isLeftToOthers = server.listenerCount("upgrade") > 1;
    if (!isLeftToOthers) answerWithoutUpgrade(fullApp, request, socket as Socket);
  });
}

/** Answers a request that offered an upgrade as if it had not. Node has handed its socket over already. */
export function answerWithoutUpgrade(listener: RequestListener, request: IncomingMessage, socket: Socket): void {
  const response = new http.ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => {
    response.detachSocket(socket);
    socket.end();
  });
  // Node has removed its own listeners from the socket.
  socket.on("error", () => socket.destroy());
  socket.on("drain", () => response.emit("drain"));
  listener(request, response);
}
