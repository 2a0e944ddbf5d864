import type { Style } from "./terminal.ts";
import type { WorkerSupply } from "../supervisor/worker-supply.ts";

/** One of a command's two outputs. */
export interface Output {
  write(text: string): void;
  readonly style: Style;
  readonly isTTY: boolean;
}

/** What a person types at the terminal. */
export interface Keyboard {
  /**
   * Takes each line from now on.
   *
   * @param onLine without its end
   * @param onEnd Ctrl-D was pressed, or the terminal is gone
   * @returns stops reading
   */
  read(onLine: (line: string) => void, onEnd: () => void): () => void;
}

/** What a command knows of the process that it runs in. */
export interface CommandContext {
  /** The current directory. */
  readonly directory: string;
  /** MEDIAROOT_SETTINGS. */
  readonly settings: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined where nobody types: stdin is a pipe or a file, or a terminal that is another's at the moment. */
  readonly keyboard: Keyboard | undefined;
  /** Calls back when the process is asked to end, with the exit code for it (130 or 143). */
  readonly onInterrupt: (end: (exitCode: number) => void) => void;
  /** For `start`: where its workers come from; the first is warming up already. */
  readonly workers: WorkerSupply | undefined;
}
