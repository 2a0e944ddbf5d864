import { diff3Merge } from "node-diff3";
import { withLineEndsOf } from "./text-file.ts";

/** A place that the app and the override have both changed, in different ways. */
export interface MergeConflict {
  /** The first of these lines in the override, from 1. */
  readonly line: number;
  readonly override: readonly string[];
  readonly original: readonly string[];
  readonly app: readonly string[];
}

/** The merged text, or the places that somebody has to decide about. */
export type Merge =
  | { readonly kind: "merged"; readonly text: string }
  /** `marked` is the merged text with conflict markers as git writes them. */
  | { readonly kind: "conflicts"; readonly conflicts: readonly MergeConflict[]; readonly marked: string };

/** The three texts of a merge. */
export interface MergeTexts {
  readonly override: string;
  /** The app's file when it was copied. */
  readonly original: string;
  /** The app's file now. */
  readonly app: string;
}

/**
 * Merges what the app and the override have each changed since the copy, line by line. The result has the line ends of the
 * override, whatever git has made of those of the other two.
 */
export function mergeTexts({ override, original, app }: MergeTexts): Merge {
  const ours = override.split("\n");
  const [base, theirs] = [original, app].map((text) => withLineEndsOf(override, text).split("\n"));
  const regions = diff3Merge(ours, base ?? [], theirs ?? [], { excludeFalseConflicts: true });
  const conflicts = regions.flatMap(({ conflict }) =>
    conflict === undefined
      ? []
      : { line: conflict.aIndex + 1, override: conflict.a, original: conflict.o, app: conflict.b },
  );
  if (conflicts.length === 0) return { kind: "merged", text: regions.flatMap(({ ok }) => ok ?? []).join("\n") };
  const marked = regions.flatMap(({ ok, conflict }) => ok ?? (conflict === undefined ? [] : markerLines(conflict)));
  return { kind: "conflicts", conflicts, marked: marked.join("\n") };
}

function markerLines({ a, o, b }: { readonly a: string[]; readonly o: string[]; readonly b: string[] }): string[] {
  const end = [...a, ...o, ...b].some((line) => line.endsWith("\r")) ? "\r" : "";
  const marker = (text: string): string => text + end;
  return [
    marker("<<<<<<< your file"),
    ...a,
    marker("||||||| copied from the app"),
    ...o,
    marker("======="),
    ...b,
    marker(">>>>>>> the app now"),
  ];
}
