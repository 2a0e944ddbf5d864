import type { Socket } from "node:net";

/** Both ends of a client's connection, as the front's socket names them. */
export interface ClientAddress {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly family: "IPv4" | "IPv6";
}

/** No line is longer (version 1 of the PROXY protocol, section 2.1); a zone, as in `fe80::1%eth0`, may come on top. */
export const MAX_ADDRESS_LINE_BYTES = 200;

/**
 * Writes what the front sends first on each connection to a worker: version 1 of the PROXY protocol
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt). A client cannot forge it, since nothing that a client sends
 * comes before it.
 */
export function renderAddressLine({
  remoteAddress,
  remotePort,
  remoteFamily,
  localAddress,
  localPort,
}: Socket): string {
  const protocol = remoteFamily === "IPv6" ? "TCP6" : "TCP4";
  // A client that has gone has no address.
  if (remoteAddress === undefined) return "PROXY UNKNOWN\r\n";
  return `PROXY ${protocol} ${remoteAddress} ${localAddress} ${remotePort} ${localPort}\r\n`;
}

/** @returns the addresses that a line of `renderAddressLine` names; undefined where it names none */
export function parseAddressLine(line: string): ClientAddress | undefined {
  const [, protocol, remoteAddress, localAddress, remotePort, localPort] = line.trimEnd().split(" ");
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  return {
    remoteAddress,
    remotePort: Number(remotePort),
    localAddress,
    localPort: Number(localPort),
    family: protocol === "TCP6" ? "IPv6" : "IPv4",
  };
}
