import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerReaper } from "./worker-reaper.ts";
import type { SocketRoom } from "./worker-socket.ts";

/** Every worker process from its start until it is gone, one that was replaced and loops for ever too. */
export interface LivingWorkers {
  add(worker: WorkerProcess): void;
  /** Ends each at once, and leaves no socket: while a process exits nobody can wait for the end of another. */
  kill(): void;
  /** Ends each, waits until the last is gone, and leaves no socket. */
  close(): Promise<void>;
}

/**
 * Creates it without one.
 *
 * @param room where their sockets lie
 */
export function createLivingWorkers(room: SocketRoom): LivingWorkers {
  const workers = new Set<WorkerProcess>();
  const reaper = createWorkerReaper(room.directory);
  const tellReaper = (): void => reaper.watch([...workers].flatMap(({ pid }) => pid ?? []));
  const forget = async (worker: WorkerProcess): Promise<void> => {
    await worker.ended;
    workers.delete(worker);
    tellReaper();
  };
  const killAll = (): void => workers.forEach((worker) => worker.kill());
  return {
    kill() {
      killAll();
      room.remove();
    },
    add(worker) {
      workers.add(worker);
      void forget(worker);
      tellReaper();
    },
    async close() {
      killAll();
      await Promise.all([...workers].map(({ ended }) => ended));
      reaper.close();
      room.remove();
    },
  };
}
