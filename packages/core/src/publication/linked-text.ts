import { hash } from "node:crypto";
import { decodeText, parseReferences, sourceKindOf } from "../references/parse-references.ts";
import type { Reference } from "../references/reference.ts";
import { relativeSpecifier, rewriteReferences } from "../references/rewrite-references.ts";
import { linkTarget } from "./link-target.ts";
import type { TextSource } from "./publication-source.ts";

/** A text and its references to files that get hashed names. */
export interface LinkedText {
  /** The SHA-256 of its bytes, in hex. */
  readonly sha256: string;
  readonly text: string;
  readonly links: readonly Link[];
}

/** A reference to a file that gets a hashed name. */
interface Link {
  readonly reference: Reference;
  readonly logicalPath: string;
  /** Query and fragment, which stay. */
  readonly suffix: string;
}

/**
 * Reads a style sheet or script to rewrite it.
 *
 * @returns undefined for a file of another kind, and for one that cannot be read
 * @throws what `source.read` throws
 */
export function readLinkedText(file: string, source: TextSource): LinkedText | undefined {
  const kind = sourceKindOf(file);
  if (kind === undefined) return undefined;
  const bytes = source.read(file);
  const text = decodeText(bytes);
  const parsed = text === undefined ? undefined : parseReferences(kind, text);
  if (text === undefined || parsed?.kind !== "parsed") return undefined;
  const links = parsed.references.flatMap((reference): Link | readonly [] => {
    const target = linkTarget(file, reference, source);
    return target.kind === "link" ? { reference, logicalPath: target.logicalPath, suffix: target.suffix } : [];
  });
  return { sha256: hash("sha256", bytes), text, links };
}

/**
 * The text of a file with each link replaced.
 *
 * @param nameOf gives the path that takes the place of a logical path
 */
export function renderLinks(
  file: string,
  { text, links }: LinkedText,
  nameOf: (logicalPath: string) => string,
): string {
  const replacements = links.map(({ reference, logicalPath, suffix }) => ({
    reference,
    specifier: relativeSpecifier(file, nameOf(logicalPath)) + suffix,
  }));
  return rewriteReferences(text, replacements);
}
