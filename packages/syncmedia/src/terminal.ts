import type { Terminal } from "./command-context.ts";

/**
 * The terminal that a person sits at. Questions and progress go to stderr, so that stdout holds the report alone.
 *
 * @param output stderr
 */
export function createTerminal(output: NodeJS.WriteStream): Terminal {
  return {
    async confirm(message, signal) {
      const { confirm, isCancel } = await import("@clack/prompts");
      const answer = await confirm({ message, initialValue: false, output, signal });
      return isCancel(answer) ? undefined : answer;
    },
    async progress(total) {
      const { progress } = await import("@clack/prompts");
      const bar = progress({ max: total, output });
      let shownSoFar = 0;
      bar.start(`${total} changes`);
      return {
        advance(done) {
          bar.advance(done - shownSoFar, `${done} of ${total}`);
          shownSoFar = done;
        },
        stop: () => bar.stop(),
      };
    },
  };
}
