import type { DanglingReference } from "@mediaroot/core/references";

/** @returns a reference that leads to no published file, as a line of a warning or an error */
export function danglingLine({ file, line, column, specifier }: DanglingReference): string {
  return `${file}:${line}:${column} refers to ${JSON.stringify(specifier)}, which is not published.`;
}
