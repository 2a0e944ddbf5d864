/** A place in a template, counted from 1. */
export interface TemplatePosition {
  readonly line: number;
  readonly column: number;
}

/** @returns the position behind a piece of text that begins at a position */
export function positionBehind({ line, column }: TemplatePosition, passed: string): TemplatePosition {
  const lines = passed.split("\n");
  const last = lines.at(-1)?.length ?? 0;
  return { line: line + lines.length - 1, column: lines.length === 1 ? column + last : last + 1 };
}
