import type { WorkerMessage } from "../link/messages.ts";

/** How a worker serves. */
export interface ServeOptions {
  /** The path of a Unix socket, or the name of a Windows pipe. */
  readonly socket: string;
  readonly send: (message: WorkerMessage) => void;
  /** Where the application's log goes. */
  readonly write: (text: string) => void;
}
