import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RequestListener } from "./application.ts";
import { http } from "../http/node-http.ts";

/** A request listener that takes upgrades too; `FullApp` is one. */
export interface UpgradableListener extends RequestListener {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/**
 * Hands the upgrades of a server to the applications. As soon as anybody listens for upgrades, Node no longer answers a
 * request that merely offers one, as some clients do with every first request: those are answered here as if they had not.
 */
export function takeUpgrades(server: Server, fullApp: UpgradableListener): void {
  server.on("upgrade", (request, socket, head) => {
    if (fullApp.upgrade(request, socket, head)) return;
    const isLeftToOthers = server.listenerCount("upgrade") > 1;
    if (!isLeftToOthers) answerWithoutUpgrade(fullApp, request, socket as Socket);
  });
}

/** Answers a request whose connection Node has given away already, as if it had not offered that. */
export function answerWithoutUpgrade(listener: RequestListener, request: IncomingMessage, socket: Socket): void {
  const response = new http.ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => {
    response.detachSocket(socket);
    socket.end();
  });
  // Node gives the socket away with the upgrade, and stops listening to it.
  socket.on("error", () => socket.destroy());
  socket.on("drain", () => response.emit("drain"));
  listener(request, response);
}
