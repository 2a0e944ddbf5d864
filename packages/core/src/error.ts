import { inspect } from "node:util";

/** The exit code of a command: 2 for wrong usage, 1 for work that failed, 130 for a question that was answered with Ctrl-C. */
type ExitCode = 1 | 2 | 130;

/** The message and the fix of an error. Both are built from `Facts`. */
export interface ErrorEntry<Facts> {
  readonly exitCode: ExitCode;
  readonly message: (facts: Facts) => string;
  /** What to do: an imperative sentence, or the line to write. */
  readonly fix: (facts: Facts) => string;
}

/**
 * The errors of one package. `FactsByCode` maps each code, in UPPER_SNAKE_CASE, to its facts. A package keeps its catalogue in
 * `errors.ts`; docs/errors.md lists them all.
 */
export type ErrorCatalogue<FactsByCode> = { readonly [Code in keyof FactsByCode]: ErrorEntry<FactsByCode[Code]> };

/** Creates an error of a catalogue from its code, the facts, and the error that caused it. */
export type ErrorFactory<FactsByCode> = <Code extends keyof FactsByCode & string>(
  code: Code,
  facts: FactsByCode[Code],
  cause?: unknown,
) => MediarootError;

interface MediarootErrorOptions {
  readonly code: string;
  readonly fix: string;
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/**
 * Every error that Mediaroot throws on purpose: a stable code, what happened, what to do next, and the cause. Its stack is the
 * sentence that Node prints for an error nobody has caught, followed by frames of the user's code only.
 */
export class MediarootError extends Error {
  static {
    this.prototype.name = "MediarootError";
  }

  declare readonly code: string;
  declare readonly fix: string;
  declare readonly exitCode: ExitCode;

  constructor(message: string, options: MediarootErrorOptions) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    const { code, fix, exitCode } = options;
    const stack = [`${this.name} ${code}: ${message}`, `  ${fix}`, ...usersFrames(this.stack ?? "", message)].join(
      "\n",
    );
    // Not enumerable: Node would print each of them a second time, below the stack.
    for (const [key, value] of Object.entries({ code, fix, exitCode, stack })) {
      Object.defineProperty(this, key, { value, writable: true, configurable: true });
    }
  }
}

// Sources lie in packages/core/src and builds in @mediaroot/core/dist: the other packages are beside either.
const OWN_PACKAGES = new URL("../..", import.meta.url).href;

function usersFrames(stack: string, message: string): readonly string[] {
  const frames = stack.slice(stack.indexOf(message) + message.length).split("\n");
  return frames.filter((line) => /^ +at /.test(line) && !isInternalFrame(line));
}

/** @returns whether a line of a stack belongs to Mediaroot or to Node */
export function isInternalFrame(line: string): boolean {
  return line.includes(OWN_PACKAGES) || /[\\/]@mediaroot[\\/]|\(?node:|<anonymous>\)?$/.test(line);
}

/** Gives the function that creates the errors of a package from its catalogue. */
export function defineErrors<FactsByCode>(catalogue: ErrorCatalogue<FactsByCode>): ErrorFactory<FactsByCode> {
  return (code, facts, cause) => {
    const { message, fix, exitCode } = catalogue[code];
    const options = { code, fix: fix(facts), exitCode };
    return new MediarootError(message(facts), cause === undefined ? options : { ...options, cause });
  };
}

/** @returns the `code` of a system error ("ENOENT"), or undefined for anything else */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** @returns the message of an error, or a description of anything else that was thrown */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : inspect(thrown, { customInspect: false });
}
