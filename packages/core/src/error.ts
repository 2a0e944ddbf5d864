import { inspect } from "node:util";

/** What an error says, written once. `Facts` is what the message and the fix are built from. */
export interface ErrorEntry<Facts> {
  /** 2 for wrong usage, 1 for work that failed. */
  readonly exitCode: 1 | 2;
  readonly message: (facts: Facts) => string;
  /** One imperative sentence, or the line to write. */
  readonly fix: (facts: Facts) => string;
}

/**
 * The errors of one package: codes in UPPER_SNAKE_CASE and what each says. `FactsByCode` maps each code to its facts.
 * A package keeps its catalogue in `errors.ts`; docs/errors.md lists them all.
 */
export type ErrorCatalogue<FactsByCode> = { readonly [Code in keyof FactsByCode]: ErrorEntry<FactsByCode[Code]> };

/** Makes an error of one catalogue: its code, the facts, and the error that caused it. */
export type ErrorFactory<FactsByCode> = <Code extends keyof FactsByCode & string>(
  code: Code,
  facts: FactsByCode[Code],
  cause?: unknown,
) => MediarootError;

interface MediarootErrorOptions {
  readonly code: string;
  readonly fix: string;
  readonly exitCode: 1 | 2;
  readonly cause?: unknown;
}

/** Every error that Mediaroot throws on purpose: a stable code, what happened, what to do next, and the cause. */
export class MediarootError extends Error {
  override readonly name = "MediarootError";
  readonly code: string;
  readonly fix: string;
  readonly exitCode: 1 | 2;

  constructor(message: string, options: MediarootErrorOptions) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = options.code;
    this.fix = options.fix;
    this.exitCode = options.exitCode;
  }
}

/** Makes the one factory of a package's errors from its catalogue. */
export function createErrorFactory<FactsByCode>(catalogue: ErrorCatalogue<FactsByCode>): ErrorFactory<FactsByCode> {
  return (code, facts, cause) => {
    const { message, fix, exitCode } = catalogue[code];
    const options = { code, fix: fix(facts), exitCode };
    return new MediarootError(message(facts), cause === undefined ? options : { ...options, cause });
  };
}

/** The `code` of a Node system error ("ENOENT"), or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What somebody's code threw, in words: an error's message, or whatever else it is. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : inspect(thrown, { customInspect: false });
}

const MAX_NAMES = 12;

/** @returns names as a list for a message; of more than twelve the first twelve and "..." */
export function joinFirst(names: readonly string[]): string {
  return [...names.slice(0, MAX_NAMES), ...(names.length > MAX_NAMES ? ["..."] : [])].join(", ");
}
