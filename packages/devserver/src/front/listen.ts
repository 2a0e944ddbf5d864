import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** True: this port or none. Else the next free one. */
  readonly strictPort: boolean;
}

/** Where the server is reached. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** The address to open, with a trailing "/". */
  readonly url: string;
  /** Addresses that other machines reach; none unless the host asks for all. */
  readonly network: readonly string[];
}

const PORTS_TO_TRY = 20;
const LAST_PORT = 65_535;

/**
 * Listens on the port wanted or the next that is free.
 *
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 */
export async function listen(server: Server, options: ListenOptions): Promise<ServerAddress> {
  const tries = options.strictPort || options.port === 0 ? 1 : Math.min(PORTS_TO_TRY, LAST_PORT + 1 - options.port);
  for (let port = options.port; port < options.port + tries; port += 1) {
    if (await listensOn(server, options.host, port)) return addressOf(server.address() as AddressInfo, options.host);
  }
  const { devserverError } = await import("../errors.ts");
  throw devserverError("PORT_IN_USE", { port: options.port, tried: tries });
}

/** @returns false when the port is taken */
async function listensOn(server: Server, host: string, port: number): Promise<boolean> {
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return false;
    // The errors need the settings' validator, which a start that succeeds does not wait for.
    const { devserverError } = await import("../errors.ts");
    throw devserverError("ADDRESS_REFUSED", { host, port, reason: message }, error);
  }
}

function addressOf({ port, family }: AddressInfo, host: string): ServerAddress {
  const all = host === "0.0.0.0" || host === "::" || host === "";
  const shown = all ? "localhost" : family === "IPv6" ? `[${host}]` : host;
  const network = all ? networkHosts().map((address) => `http://${address}:${port}/`) : [];
  return { host, port, url: `http://${shown}:${port}/`, network };
}

function networkHosts(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
}
