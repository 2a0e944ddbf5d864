import type { Style } from "./terminal.ts";
import type { WorkerSupply } from "./worker-supply.ts";

/** One of a command's two outputs. */
export interface Output {
  write(text: string): void;
  readonly style: Style;
  readonly isTTY: boolean;
}

/** What a command knows of the process that it runs in. */
export interface CommandContext {
  /** The current directory. */
  readonly directory: string;
  /** MEDIAROOT_SETTINGS. */
  readonly settings: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly loadEnvFile: (file: string) => void;
  /** Calls back when the process is asked to end, with the exit code for it (130 or 143). */
  readonly onInterrupt: (end: (exitCode: number) => void) => void;
  /** For `start`: where its workers come from; the first is warming up already. */
  readonly workers: WorkerSupply | undefined;
}
