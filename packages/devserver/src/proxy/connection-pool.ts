import type { Socket } from "node:net";
import type { WorkerProcess } from "../supervisor/worker-process.ts";
import { type ClientAgents, createClientAgents } from "./client-agents.ts";

const IN_FLIGHT_GRACE_MS = 10_000;

/** The connections to one worker. */
export interface WorkerConnections {
  readonly agents: ClientAgents;
  /** Clients' sockets that were upgraded; they last as long as the worker. */
  readonly upgraded: Set<Socket>;
}

/** The connections to all workers, and the requests that are in flight on them. */
export interface ConnectionPool {
  /** Counts a request as in flight until its promise has settled. */
  use(worker: WorkerProcess, request: (connections: WorkerConnections) => Promise<void>): Promise<void>;
  /** Closes a worker when its last request has ended, or kills it after ten seconds. */
  retire(worker: WorkerProcess): void;
}

interface CountedConnections extends WorkerConnections {
  inFlight: number;
  retired: boolean;
}

/** Creates the pool. Nothing is connected yet. */
export function createConnectionPool(): ConnectionPool {
  const all = new WeakMap<WorkerProcess, CountedConnections>();
  const connectionsTo = (worker: WorkerProcess): CountedConnections => {
    const connections = all.get(worker) ?? newConnections();
    all.set(worker, connections);
    return connections;
  };
  return {
    async use(worker, request) {
      const connections = connectionsTo(worker);
      connections.inFlight += 1;
      try {
        await request(connections);
      } finally {
        connections.inFlight -= 1;
        closeIfIdle(worker, connections);
      }
    },
    retire(worker) {
      const connections = connectionsTo(worker);
      connections.retired = true;
      // The clients of these sockets connect again, to the new worker.
      for (const socket of connections.upgraded) socket.destroy();
      setTimeout(() => worker.kill(), IN_FLIGHT_GRACE_MS).unref();
      closeIfIdle(worker, connections);
    },
  };
}

function newConnections(): CountedConnections {
  return { agents: createClientAgents(), upgraded: new Set(), inFlight: 0, retired: false };
}

function closeIfIdle(worker: WorkerProcess, connections: CountedConnections): void {
  if (!connections.retired || connections.inFlight > 0) return;
  connections.agents.close();
  worker.close();
}
