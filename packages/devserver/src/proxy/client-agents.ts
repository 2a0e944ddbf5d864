import type { Agent } from "node:http";
import type { NetConnectOpts, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { http } from "@mediaroot/media/http";
import { renderAddressLine } from "../link/client-address.ts";

/** The connections to one worker. Each client has its own, on which the application sees the client's address. */
export interface ClientAgents {
  /** @returns the agent for a client's requests; it lasts as long as the client's connection */
  agentOf(client: Socket): Agent;
  /** Ends all connections. */
  close(): void;
}

/** Creates the agents. They connect with the first request. */
export function createClientAgents(): ClientAgents {
  const agents = new Map<Socket, Agent>();
  function forget(this: Socket): void {
    this.off("close", forget);
    agents.get(this)?.destroy();
    agents.delete(this);
  }
  const add = (client: Socket): Agent => {
    const agent = new ClientAgent(client);
    agents.set(client, agent);
    client.on("close", forget);
    return agent;
  };
  return {
    agentOf: (client) => agents.get(client) ?? add(client),
    close: () => [...agents.keys()].forEach((client) => forget.call(client)),
  };
}

class ClientAgent extends http.Agent {
  readonly #addressLine: string;

  constructor(client: Socket) {
    super({ keepAlive: true });
    this.#addressLine = renderAddressLine(client);
  }

  override createConnection(options: NetConnectOpts, callback?: (error: Error | null, stream: Duplex) => void): Duplex {
    const socket = super.createConnection(options, callback) as Socket;
    socket.write(this.#addressLine);
    return socket;
  }
}
