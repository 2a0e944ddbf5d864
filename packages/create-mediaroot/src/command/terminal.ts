import { confirm, isCancel, text } from "@clack/prompts";
import type { Terminal } from "./command-context.ts";

/**
 * Creates the terminal for questions.
 *
 * @param output stderr
 */
export function createTerminal(output: NodeJS.WriteStream): Terminal {
  // Some terminals report no size, and a question would not be drawn.
  output.columns ||= 80;
  output.rows ||= 24;
  return {
    async ask(message, initial, refuse) {
      const validate = (answer: string | undefined): string | undefined => refuse(answer || initial);
      const answer = await text({ message, placeholder: initial, defaultValue: initial, validate, output });
      return isCancel(answer) ? undefined : answer;
    },
    async confirm(message, initialValue) {
      const answer = await confirm({ message, initialValue, output });
      return isCancel(answer) ? undefined : answer;
    },
  };
}
