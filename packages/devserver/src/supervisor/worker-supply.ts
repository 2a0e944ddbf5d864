import { changedSource } from "../link/source-file.ts";
import type { StartOrder } from "../link/messages.ts";
import { createLivingWorkers } from "./living-workers.ts";
import { createWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from "./worker-process.ts";
import { createSocketRoom } from "./worker-socket.ts";

/** Starts worker processes, keeps a spare one, and ends them. */
export interface WorkerSupply {
  /** @returns a worker that waits for its order: the spare if there is one, else a new process */
  take(): WorkerProcess;
  /** Starts a spare, unless there is one, and lets it prepare for an order. */
  prepare(order: StartOrder, libraries: readonly string[]): void;
  /** Lets the spare warm up, which takes processor time: no request waits now. */
  warmUp(): void;
  /** Starts the first worker ahead of its order. */
  startAhead(): void;
  /** Kills every process at once, retired ones too, and removes their sockets. */
  kill(): void;
  /** Kills every process and waits until the last has ended. */
  close(): Promise<void>;
}

export function createWorkerSupply(options: Pick<WorkerProcessOptions, "output" | "compileCache">): WorkerSupply {
  const room = createSocketRoom();
  const living = createLivingWorkers(room);
  let spare: WorkerProcess | undefined;
  let closed = false;
  const start = (): WorkerProcess => {
    const worker = createWorkerProcess({ ...options, socket: room.next(), directory: room.directory });
    living.add(worker);
    void forgetSpare(worker);
    if (closed) worker.kill();
    return worker;
  };
  const forgetSpare = async (worker: WorkerProcess): Promise<void> => {
    await worker.ended;
    if (spare === worker) spare = undefined;
  };
  return {
    take() {
      const isReachable = room.restore();
      const taken = spare === undefined || !isReachable || isOutdated(spare) ? start() : spare;
      if (spare !== taken) spare?.kill();
      spare = undefined;
      return taken;
    },
    prepare(order, libraries) {
      if (closed || spare !== undefined) return;
      spare = start();
      spare.prepare(order, libraries);
    },
    warmUp: () => spare?.warmUp(),
    startAhead: () => void (spare ??= start()),
    kill: living.kill,
    async close() {
      closed = true;
      await living.close();
    },
  };
}

/** A file that it has loaded ahead (`.env`, a library) may have changed. */
function isOutdated(spare: WorkerProcess): boolean {
  return changedSource(spare.files) !== undefined;
}
