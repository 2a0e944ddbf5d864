import type { ProgressBar, ProgressTotal } from "../report/progress-bar.ts";
import type { Style } from "../report/style.ts";
import type { LookingThread } from "../target/look-ahead.ts";

/** stdout or stderr. */
export interface Output {
  write(text: string): void;
  readonly style: Style;
}

/** The terminal for questions and progress. */
export interface Terminal {
  /** @returns undefined if the question was interrupted */
  confirm(message: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** Shows a progress bar. */
  progress(total: ProgressTotal): ProgressBar;
}

/** The process that the command runs in. */
export interface CommandContext {
  readonly directory: string;
  /** The environment variable MEDIAROOT_SETTINGS. */
  readonly settings: string | undefined;
  /** All environment variables, those of `.env` included once the project is loaded. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined if stdin or stderr is not a terminal. */
  readonly terminal: Terminal | undefined;
  /** Looks at files too where there are many. */
  readonly lookingThread?: LookingThread | undefined;
  /** Calls `end` on SIGINT and SIGTERM, with the exit code for the signal. */
  readonly onInterrupt: (end: (exitCode: 130 | 143) => void) => void;
}
