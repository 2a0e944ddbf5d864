import type { Output, Terminal } from "./command-context.ts";
import { createProgressBar } from "../report/progress-bar.ts";

/**
 * Creates the terminal for questions and progress. They go to stderr, so that stdout has nothing but the report.
 *
 * @param output stderr
 * @param style the colours of stderr
 */
export function createTerminal(output: NodeJS.WriteStream, style: Output["style"]): Terminal {
  // Some terminals report no columns, and a question would have one letter on each line.
  output.columns ||= 80;
  return {
    async confirm(message, signal) {
      const { confirm, isCancel } = await import("@clack/prompts");
      const answer = await confirm({ message, initialValue: false, output, signal });
      return isCancel(answer) ? undefined : answer;
    },
    progress: (total) => createProgressBar(output, { ...total, style }),
  };
}
