import { formatBytes } from "@mediaroot/core/internal";
import type { Style } from "./style.ts";

/** All that is to be done. */
export interface ProgressTotal {
  /** The number of steps. */
  readonly total: number;
  /** Bytes to write. */
  readonly bytes: number;
}

/** A progress bar on a terminal. */
export interface ProgressBar {
  /**
   * @param done how many of the steps are done
   * @param bytes how many bytes are written, if they are counted
   */
  readonly advance: (done: number, bytes?: number) => void;
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
  { total, bytes: all, style }: ProgressTotal & { readonly style: Style },
): ProgressBar {
  const draw = (done: number, bytes?: number): void => {
    output.cursorTo(0);
    const written = bytes === undefined ? undefined : { bytes, all };
    output.write(renderProgress({ done, total, written, columns: output.columns }, style));
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
  /** Bytes, if they are counted. */
  readonly written?: { readonly bytes: number; readonly all: number } | undefined;
  /** The width of the terminal. */
  readonly columns: number;
}

/** @returns a line that fits the terminal, without a newline; only the numbers if there is no room for a bar */
export function renderProgress({ done, total, written, columns }: Progress, style: Style): string {
  const size = written === undefined ? "" : `, ${formatBytes(written.bytes)} of ${formatBytes(written.all)}`;
  const numbers = `${String(done).padStart(String(total).length)} of ${total}${size}`;
  // Some terminals wrap the line when its last column is used.
  const room = Math.min(MAX_WIDTH, columns - numbers.length - 2);
  if (room < MIN_WIDTH) return numbers.slice(0, Math.max(0, columns - 1));
  const filled = Math.floor((room * done) / total);
  return `${style("cyan", "█".repeat(filled))}${style("dim", "░".repeat(room - filled))} ${numbers}`;
}
