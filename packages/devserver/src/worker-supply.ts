import { rmSync } from "node:fs";
import { createWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from "./worker-process.ts";
import { createSocketRoom } from "./worker-socket.ts";

/** Where worker processes come from, and where each is known until it is gone. */
export interface WorkerSupply {
  /** A worker that waits for its order: the spare if there is one, else a new process. */
  take(): WorkerProcess;
  /** Makes a spare, unless there is one. */
  prepare(): void;
  /** Ends every process at once, retired ones too. */
  kill(): void;
  /** Ends every process and waits until the last is gone. */
  close(): Promise<void>;
}

/** Creates an empty supply. */
export function createWorkerSupply(options: Pick<WorkerProcessOptions, "output">): WorkerSupply {
  const room = createSocketRoom();
  const living = new Set<WorkerProcess>();
  let spare: WorkerProcess | undefined;
  let closed = false;
  const start = (): WorkerProcess => {
    const worker = createWorkerProcess({ ...options, socket: room.next(), directory: room.directory });
    living.add(worker);
    void forget(worker);
    if (closed) worker.kill();
    return worker;
  };
  const forget = async (worker: WorkerProcess): Promise<void> => {
    await worker.ended;
    living.delete(worker);
    if (spare === worker) spare = undefined;
  };
  const kill = (): void => {
    for (const worker of living) worker.kill();
  };
  return {
    kill,
    take() {
      const worker = spare ?? start();
      spare = undefined;
      return worker;
    },
    prepare() {
      if (!closed) spare ??= start();
    },
    async close() {
      closed = true;
      kill();
      await Promise.all([...living].map(({ ended }) => ended));
      if (room.directory !== undefined) rmSync(room.directory, { recursive: true, force: true });
    },
  };
}
