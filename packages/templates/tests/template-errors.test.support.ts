/** Takes a `^` out of a template: it marks, one line below, the column where the error is. */
export function marked(source: string): { readonly text: string; readonly line: number; readonly column: number } {
  const lines = source.split("\n");
  const mark = lines.findIndex((line) => /^ *\^$/.test(line));
  const text = lines.filter((_line, index) => index !== mark).join("\n");
  return { text, line: mark, column: (lines[mark]?.indexOf("^") ?? 0) + 1 };
}

/** A context with a function that throws. */
export const boom: { readonly boom: () => never } = {
  boom: () => {
    throw new Error("boom");
  },
};
