import type { Style } from "./style.ts";

/** A progress bar on a terminal. */
export interface ProgressBar {
  /** @param done how many of the total are done */
  readonly advance: (done: number) => void;
  /** Erases the bar. */
  readonly stop: () => void;
}

const MAX_WIDTH = 40;
const MIN_WIDTH = 10;

/**
 * Creates a progress bar on one line. It leaves the terminal's input alone, so that Ctrl-C stays a signal and a sync ends
 * between two files.
 *
 * @param output a terminal
 */
export function createProgressBar(
  output: NodeJS.WriteStream,
  { total, style }: { total: number; style: Style },
): ProgressBar {
  const draw = (done: number): void => {
    output.cursorTo(0);
    output.write(renderProgress({ done, total, columns: output.columns }, style));
    output.clearLine(1);
  };
  draw(0);
  return {
    advance: draw,
    stop() {
      output.cursorTo(0);
      output.clearLine(1);
    },
  };
}

/** Progress, and the width to show it in. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The width of the terminal. */
  readonly columns: number;
}

/** @returns a line that fits the terminal, without a newline; only the numbers if there is no room for a bar */
export function renderProgress({ done, total, columns }: Progress, style: Style): string {
  const numbers = `${String(done).padStart(String(total).length)} of ${total}`;
  // Some terminals wrap the line when its last column is used.
  const room = Math.min(MAX_WIDTH, columns - numbers.length - 2);
  if (room < MIN_WIDTH) return numbers.slice(0, Math.max(0, columns - 1));
  const filled = Math.floor((room * done) / total);
  return `${style("cyan", "█".repeat(filled))}${style("dim", "░".repeat(room - filled))} ${numbers}`;
}
