import type { styleText } from "node:util";

/** stdout or stderr. */
export interface Output {
  write(text: string): void;
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

/** The terminal for questions. Each answer is undefined if the question was interrupted. */
export interface Terminal {
  /** @param refuse says what is wrong with an answer */
  ask(message: string, initial: string, refuse: (answer: string) => string | undefined): Promise<string | undefined>;
  confirm(message: string, initial: boolean): Promise<boolean | undefined>;
}

/** The process that the command runs in. */
export interface CommandContext {
  readonly directory: string;
  /** The environment variable npm_config_user_agent, by which package managers tell their name. */
  readonly userAgent: string | undefined;
  readonly version: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined if stdin or stderr is not a terminal. */
  readonly terminal: Terminal | undefined;
}
