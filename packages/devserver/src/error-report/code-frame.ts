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
  /** Whether the position is in this line. */
  readonly marked: boolean;
}

/** A value that looks like a secret, in code. */
const SECRET = /((?:secret|passwo?r?d|token|api_?key|private_?key)\w*["']?\s*[:=]\s*)(["'`])(?:(?!\2).)+\2/gi;
const LINES_AROUND = 4;
const MAX_BYTES = 1_000_000;
const MAX_LINE_CHARACTERS = 300;

/**
 * Reads the lines around a position.
 *
 * @returns undefined if the file has no such line, or cannot be read
 */
export function loadCodeFrame(position: SourcePosition): CodeFrame | undefined {
  const all = linesOf(position.file);
  if (position.line < 1 || position.line > all.length) return undefined;
  const first = Math.max(1, position.line - LINES_AROUND);
  const lines = all.slice(first - 1, position.line + LINES_AROUND).map((text, index) => ({
    number: first + index,
    text: text.slice(0, MAX_LINE_CHARACTERS).replaceAll(SECRET, "$1$2(not shown)$2"),
    marked: first + index === position.line,
  }));
  return { position, lines };
}

function linesOf(file: string): readonly string[] {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(file, "utf8").split(/\r?\n/) : [];
  } catch {
    return [];
  }
}
