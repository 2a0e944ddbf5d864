import { changedSource } from "../link/source-file.ts";
import type { StartOrder } from "../link/messages.ts";
import { createLivingWorkers } from "./living-workers.ts";
import { createWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from "./worker-process.ts";
import { createSocketRoom } from "./worker-socket.ts";

/** Where worker processes come from, and where each is known until it is gone. */
export interface WorkerSupply {
  /** A worker that waits for its order: the spare if there is one, else a new process. */
  take(): WorkerProcess;
  /** Makes a spare, unless there is one, and tells it what it will be asked to run. */
  prepare(order: StartOrder, libraries: readonly string[]): void;
  /** Tells the spare that nobody waits for an answer now. */
  warmUp(): void;
  /** Starts the first worker ahead of its order. */
  startAhead(): void;
  /** Ends every process at once, retired ones too, and leaves nothing behind. */
  kill(): void;
  /** Ends every process and waits until the last is gone. */
  close(): Promise<void>;
}

/** Creates an empty supply. */
export function createWorkerSupply(options: Pick<WorkerProcessOptions, "output">): WorkerSupply {
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
      const taken = spare === undefined || isOutdated(spare) ? start() : spare;
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

/** What it has loaded ahead may have changed since: variables of `.env`, a library. */
function isOutdated(spare: WorkerProcess): boolean {
  return changedSource(spare.files) !== undefined;
}
