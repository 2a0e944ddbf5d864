import path from "node:path";
import { reasonOf } from "@mediaroot/core";
import { refuseOverwriting } from "../apply-project.ts";
import { createError } from "../errors.ts";
import { loadNewDirectory } from "../new-directory.ts";
import type { ProjectFiles } from "../project-files.ts";
import type { ProjectKind } from "../project-kind.ts";
import type { CommandContext, Terminal } from "./command-context.ts";

interface DirectoryQuestion {
  readonly kind: ProjectKind;
  /** Throws if the package cannot be called like the directory. */
  readonly parseName: (directory: string) => unknown;
}

/**
 * Asks for the directory, until one is named that is not there yet or is empty.
 *
 * @throws DIRECTORY_NEEDED if there is no terminal; CREATE_INTERRUPTED
 */
export async function askDirectory(question: DirectoryQuestion, context: CommandContext): Promise<string> {
  const { terminal, directory } = context;
  if (terminal === undefined) throw createError("DIRECTORY_NEEDED", {});
  const refuse = (answer: string): string | undefined => refuseDirectory(path.resolve(directory, answer), question);
  const answer = await terminal.ask("In which directory?", `my-${question.kind}`, refuse);
  if (answer === undefined) throw createError("CREATE_INTERRUPTED", {});
  return answer;
}

function refuseDirectory(directory: string, { parseName }: DirectoryQuestion): string | undefined {
  const found = loadNewDirectory(directory);
  if (found.kind === "occupied") return "That directory is not empty. Choose another.";
  if (found.kind === "refused") return `That is not possible: ${found.reason}.`;
  try {
    parseName(directory);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

interface FreeDirectoryOptions {
  readonly files: ProjectFiles;
  /** Whether `--yes` was given. */
  readonly isConfirmed: boolean;
  readonly terminal: Terminal | undefined;
}

/**
 * Makes sure that the files may be written to a directory. If there are others, it asks.
 *
 * @throws DIRECTORY_INVALID, FILES_IN_THE_WAY, DIRECTORY_NOT_EMPTY, CREATE_CANCELLED, CREATE_INTERRUPTED
 */
export async function requireFreeDirectory(directory: string, options: FreeDirectoryOptions): Promise<void> {
  const found = loadNewDirectory(directory);
  if (found.kind === "refused") throw createError("DIRECTORY_INVALID", { directory, reason: found.reason });
  if (found.kind !== "occupied") return;
  refuseOverwriting(directory, options.files);
  if (options.isConfirmed) return;
  if (options.terminal === undefined) throw createError("DIRECTORY_NOT_EMPTY", { directory });
  const question = `${directory} is not empty. Add the files to it? None of yours is changed.`;
  const answer = await options.terminal.confirm(question, false);
  if (answer !== true) throw createError(answer === undefined ? "CREATE_INTERRUPTED" : "CREATE_CANCELLED", {});
}
