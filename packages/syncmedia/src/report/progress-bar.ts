import type { Style } from "./style.ts";

/** How far long work has come, as a person sees it. */
export interface ProgressBar {
  /** @param done of the total */
  readonly advance: (done: number) => void;
  /** Takes it away. */
  readonly stop: () => void;
}

const WIDEST = 40;
const NARROWEST = 10;

/**
 * Creates a bar on one line of a terminal. It does not touch the terminal's input: Ctrl-C must stay a signal, so that a
 * sync ends at a file border.
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

/** How far work has come, and the room to show it in. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Of the terminal. */
  readonly columns: number;
}

/** @returns a line that fits, without its end; where there is no room for a bar, numbers alone */
export function renderProgress({ done, total, columns }: Progress, style: Style): string {
  const numbers = `${String(done).padStart(String(total).length)} of ${total}`;
  // The last column stays free: some terminals would go on to the next line.
  const room = Math.min(WIDEST, columns - numbers.length - 2);
  if (room < NARROWEST) return numbers.slice(0, Math.max(0, columns - 1));
  const filled = Math.floor((room * done) / total);
  return `${style("cyan", "█".repeat(filled))}${style("dim", "░".repeat(room - filled))} ${numbers}`;
}
