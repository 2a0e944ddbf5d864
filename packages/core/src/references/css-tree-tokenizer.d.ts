// @types/css-tree has no types for this entry, and the main entry loads the parser and the grammar of every property.
declare module "css-tree/tokenizer" {
  /** Calls back for each token of a style sheet (CSS Syntax Level 3), with its offsets. Takes any text, never throws. */
  export function tokenize(source: string, onToken: (type: number, start: number, end: number) => void): void;
  export const tokenTypes: Readonly<
    Record<
      | "AtKeyword"
      | "Comment"
      | "Function"
      | "LeftCurlyBracket"
      | "LeftParenthesis"
      | "LeftSquareBracket"
      | "RightCurlyBracket"
      | "RightParenthesis"
      | "RightSquareBracket"
      | "Semicolon"
      | "String"
      | "Url"
      | "WhiteSpace",
      number
    >
  >;
}
