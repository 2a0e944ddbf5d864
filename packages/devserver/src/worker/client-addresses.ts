import type { Server } from "node:http";
import type { Socket } from "node:net";
import { type ClientAddress, MAX_ADDRESS_LINE_BYTES, parseAddressLine } from "../link/client-address.ts";

/**
 * Makes the sockets of a worker's server name the client: `remoteAddress`, `localPort` and their like are what the front's
 * socket says. Each connection starts with a line that names them; the server gets it when that line has been read.
 */
export function readClientAddresses(server: Server): void {
  const emit = server.emit.bind(server) as (event: string | symbol, ...values: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== "connection") return emit(event, ...values);
    const socket = values[0] as Socket;
    readAddress(socket, () => emit("connection", socket));
    return true;
  };
}

function readAddress(socket: Socket, onRead: () => void): void {
  let received = Buffer.alloc(0);
  const end = (): void => void socket.destroy();
  const read = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const length = received.indexOf("\n") + 1;
    if (length === 0) return received.length > MAX_ADDRESS_LINE_BYTES ? end() : undefined;
    socket.off("data", read).off("end", end).off("error", end).pause();
    if (length < received.length) socket.unshift(received.subarray(length));
    nameClient(socket, parseAddressLine(received.toString("latin1", 0, length)));
    onRead();
    socket.resume();
  };
  socket.on("data", read).on("end", end).on("error", end);
}

/** A socket of Node's has these as getters, which ask the system: it knows no address of a private socket. */
function nameClient(socket: Socket, client: ClientAddress | undefined): void {
  if (client === undefined) return;
  const { family, ...ends } = client;
  const own = { address: client.localAddress, family, port: client.localPort };
  const named = { ...ends, remoteFamily: family, localFamily: family, address: () => ({ ...own }) };
  for (const [name, value] of Object.entries(named)) Object.defineProperty(socket, name, { value, configurable: true });
}
