import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerReaper } from "./worker-reaper.ts";
import type { SocketRoom } from "./worker-socket.ts";

/** All worker processes from their start to their end, including replaced ones that hang. */
export interface LivingWorkers {
  add(worker: WorkerProcess): void;
  /** Kills all at once and removes the sockets, without waiting: for a process that is exiting. */
  kill(): void;
  /** Kills all, waits until the last has ended, and removes the sockets. */
  close(): Promise<void>;
}

/** @param room the directory of their sockets */
export function createLivingWorkers(room: SocketRoom): LivingWorkers {
  const workers = new Set<WorkerProcess>();
  const reaper = createWorkerReaper(room.directory);
  const updateReaper = (): void => reaper.watch([...workers].flatMap(({ pid }) => pid ?? []));
  const forget = async (worker: WorkerProcess): Promise<void> => {
    await worker.ended;
    workers.delete(worker);
    updateReaper();
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
      updateReaper();
    },
    async close() {
      killAll();
      await Promise.all([...workers].map(({ ended }) => ended));
      reaper.close();
      room.remove();
    },
  };
}
