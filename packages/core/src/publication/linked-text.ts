import { decodeText, sourceKindOf } from "../references/parse-references.ts";
import type { Reference } from "../references/reference.ts";
import { relativeSpecifier, rewriteReferences } from "../references/rewrite-references.ts";
import { referencesOf } from "./file-links.ts";
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
  const { read, sha256 } = referencesOf(kind, bytes, source.cache);
  const text = decodeText(bytes);
  if (text === undefined || read.kind !== "parsed") return undefined;
  const links = read.references.flatMap((reference): Link | readonly [] => {
    const target = linkTarget(file, reference, source);
    return target.kind === "link" ? { reference, logicalPath: target.logicalPath, suffix: target.suffix } : [];
  });
  return { sha256, text, links };
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
