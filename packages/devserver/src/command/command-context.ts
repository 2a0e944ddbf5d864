import type { Style } from "./report-lines.ts";
import type { LineOutput } from "../output/line-output.ts";
import type { WorkerSupply } from "../supervisor/worker-supply.ts";

/** Stdout or stderr of a command. */
export interface Output extends LineOutput {
  readonly style: Style;
  readonly isTTY: boolean;
}

/** The lines typed at the terminal. */
export interface Keyboard {
  /**
   * Reads lines from now on.
   *
   * @param onLine called with each line, without its line end
   * @param onEnd called when Ctrl-D is pressed or the terminal is closed
   * @returns a function that stops reading
   */
  read(onLine: (line: string) => void, onEnd: () => void): () => void;
}

/** The process that a command runs in. */
export interface CommandContext {
  /** The current directory. */
  readonly directory: string;
  /** MEDIAROOT_SETTINGS. */
  readonly settings: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined if stdin is no terminal, or if the command runs in the background. */
  readonly keyboard: Keyboard | undefined;
  /** Calls back with the exit code (130, 143 or 129) when the process gets SIGINT, SIGTERM or SIGHUP. */
  readonly onInterrupt: (end: (exitCode: number) => void) => void;
  /** Loads the supply of workers. For `start` the first of them has been started. */
  readonly workers: () => Promise<WorkerSupply>;
}
