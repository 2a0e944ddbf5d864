import { readFileSync, statSync } from "node:fs";
import type { SourcePosition } from "./error-report.ts";

/** A few lines of a file around a position. */
export interface CodeFrame {
  readonly position: SourcePosition;
  readonly lines: readonly CodeLine[];
}

/** A line of a frame. */
export interface CodeLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Whether it is the one that the position is in. */
  readonly marked: boolean;
}

const AROUND = 4;
const MOST_BYTES = 1_000_000;
const MOST_CHARACTERS = 300;

/**
 * Reads the lines around a position, as the file stands now.
 *
 * @returns undefined where there is no such line, or no file to read it from
 */
export function loadCodeFrame(position: SourcePosition): CodeFrame | undefined {
  const all = linesOf(position.file);
  if (position.line < 1 || position.line > all.length) return undefined;
  const first = Math.max(1, position.line - AROUND);
  const lines = all.slice(first - 1, position.line + AROUND).map((text, index) => ({
    number: first + index,
    text: text.slice(0, MOST_CHARACTERS),
    marked: first + index === position.line,
  }));
  return { position, lines };
}

function linesOf(file: string): readonly string[] {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(file, "utf8").split(/\r?\n/) : [];
  } catch {
    return [];
  }
}
