import type { Socket } from "node:net";
import type { WorkerProcess } from "../supervisor/worker-process.ts";
import { type ClientAgents, createClientAgents } from "./client-agents.ts";

const IN_FLIGHT_GRACE_MS = 10_000;

/** The connections to one worker. */
export interface WorkerLine {
  readonly agents: ClientAgents;
  /** Clients' sockets that were upgraded; they last as long as the worker. */
  readonly upgraded: Set<Socket>;
}

/** The connections to every worker, and what is in flight on them. */
export interface WorkerLines {
  /** Counts an exchange as in flight until it is over. */
  use(worker: WorkerProcess, exchange: (line: WorkerLine) => Promise<void>): Promise<void>;
  /** Closes a worker when its last exchange is over, or ends it after ten seconds. */
  retire(worker: WorkerProcess): void;
}

interface CountedLine extends WorkerLine {
  inFlight: number;
  retired: boolean;
}

/** Creates the lines to workers. None is connected yet. */
export function createWorkerLines(): WorkerLines {
  const lines = new WeakMap<WorkerProcess, CountedLine>();
  const lineTo = (worker: WorkerProcess): CountedLine => {
    const line = lines.get(worker) ?? newLine();
    lines.set(worker, line);
    return line;
  };
  return {
    async use(worker, exchange) {
      const line = lineTo(worker);
      line.inFlight += 1;
      try {
        await exchange(line);
      } finally {
        line.inFlight -= 1;
        closeIfIdle(worker, line);
      }
    },
    retire(worker) {
      const line = lineTo(worker);
      line.retired = true;
      // Their clients connect again, to the new code.
      for (const socket of line.upgraded) socket.destroy();
      setTimeout(() => worker.kill(), IN_FLIGHT_GRACE_MS).unref();
      closeIfIdle(worker, line);
    },
  };
}

function newLine(): CountedLine {
  return { agents: createClientAgents(), upgraded: new Set(), inFlight: 0, retired: false };
}

function closeIfIdle(worker: WorkerProcess, line: CountedLine): void {
  if (!line.retired || line.inFlight > 0) return;
  line.agents.close();
  worker.close();
}
