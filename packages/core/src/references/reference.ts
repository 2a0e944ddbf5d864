/** The form in which a file names another one. */
export type ReferenceForm =
  | "url"
  | "import"
  | "image-set"
  | "src"
  | "static-import"
  | "reexport"
  | "dynamic-import"
  | "new-url"
  | "import-meta-resolve"
  | "source-map";

/** The kind of text that a specifier is written in, which decides how characters are escaped there. */
export type ReferencePlace = "css-string" | "css-url" | "js-string" | "line-comment" | "block-comment";

/** A place in a file that names another file. */
export interface Reference {
  readonly form: ReferenceForm;
  readonly place: ReferencePlace;
  /** Offset of the specifier's first character in the text, in UTF-16 units, after an opening quote. */
  readonly start: number;
  /** Offset behind the specifier's last character, before a closing quote. */
  readonly end: number;
  /** The file's name as a browser reads it: escapes are decoded, percent-encoding is kept. */
  readonly specifier: string;
}

/** A place in a text, as editors count: both from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const LINE_END = /\r\n|\n|\r/g;

/**
 * Turns an offset into the line and column that a warning prints.
 *
 * @param offset in UTF-16 units
 */
export function positionOf(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

/**
 * Turns offsets into lines and columns, in one pass over the text.
 *
 * @returns a function of an offset in UTF-16 units, which must not be less than the one before
 */
export function positionsIn(text: string): (offset: number) => Position {
  const lineEnds = text.matchAll(LINE_END);
  let next = lineEnds.next();
  let [line, lineStart] = [1, 0];
  return (offset) => {
    for (; next.done !== true && next.value.index + next.value[0].length <= offset; next = lineEnds.next()) {
      line += 1;
      lineStart = next.value.index + next.value[0].length;
    }
    return { line, column: offset - lineStart + 1 };
  };
}
