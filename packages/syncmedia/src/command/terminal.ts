import type { Output, Terminal } from "./command-context.ts";
import { createProgressBar } from "../report/progress-bar.ts";

/**
 * The terminal that a person sits at. Questions and progress go to stderr, so that stdout holds the report alone.
 *
 * @param output stderr
 * @param style its colours
 */
export function createTerminal(output: NodeJS.WriteStream, style: Output["style"]): Terminal {
  // Some say that they have no columns: a question would be a letter a line.
  output.columns ||= 80;
  return {
    async confirm(message, signal) {
      const { confirm, isCancel } = await import("@clack/prompts");
      const answer = await confirm({ message, initialValue: false, output, signal });
      return isCancel(answer) ? undefined : answer;
    },
    progress: (total) => createProgressBar(output, { total, style }),
  };
}
