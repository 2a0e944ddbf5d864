import type { ProgressBar } from "../report/progress-bar.ts";
import type { Style } from "../report/style.ts";

/** One of the command's two outputs. */
export interface Output {
  write(text: string): void;
  readonly style: Style;
}

/** The terminal that questions are asked on and progress is shown on. */
export interface Terminal {
  /** @returns undefined when the question was interrupted */
  confirm(message: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** Shows how far long work has come; `stop` takes it away. */
  progress(total: number): ProgressBar;
}

/** What the command knows of the process that it runs in. */
export interface CommandContext {
  readonly directory: string;
  /** MEDIAROOT_SETTINGS. */
  readonly settings: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined where nobody sits at one. */
  readonly terminal: Terminal | undefined;
  readonly loadEnvFile: (file: string) => void;
  /** Calls back when the process is asked to end, with the exit code for it (130 or 143). */
  readonly onInterrupt: (end: (exitCode: 130 | 143) => void) => void;
}
