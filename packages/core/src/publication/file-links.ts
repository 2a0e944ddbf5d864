import { decodeText, parseReferences, sourceKindOf } from "../references/parse-references.ts";
import { type Position, positionOf, type Reference } from "../references/reference.ts";
import { resolveReference } from "../references/resolve-reference.ts";
import { relativeSpecifier, rewriteReferences } from "../references/rewrite-references.ts";
import type { PublicationSource } from "./publication-source.ts";

/** A reference to a file that gets a hashed name. */
export interface Link {
  readonly reference: Reference;
  readonly logicalPath: string;
  /** Query and fragment, which stay. */
  readonly suffix: string;
}

/** A reference that leads to no published file. */
export interface DanglingReference extends Position {
  /** The logical path of the file that holds it. */
  readonly file: string;
  readonly specifier: string;
}

/** A style sheet or script that is published as it is, because it cannot be read. */
export interface UnreadableSource {
  readonly file: string;
  /** "is not valid UTF-8", for instance: a predicate to the file. */
  readonly reason: string;
  /** Where reading ended, if it had begun. */
  readonly position?: Position;
}

/** A text file and where its references lead. */
export interface LinkedFile {
  readonly text: string;
  readonly links: readonly Link[];
  readonly dangling: readonly DanglingReference[];
  readonly unreadable?: UnreadableSource;
}

/**
 * Reads a style sheet or script and finds out where its references lead.
 *
 * @returns undefined for a file of another kind, which is not read
 * @throws what `source.read` throws
 */
export function readLinks(file: string, source: PublicationSource): LinkedFile | undefined {
  const kind = sourceKindOf(file);
  if (kind === undefined) return undefined;
  const text = decodeText(source.read(file));
  if (text === undefined) return unreadable({ file, reason: "is not valid UTF-8" });
  const parsed = parseReferences(kind, text);
  if (parsed.kind === "refused") {
    const { reason, line, column } = parsed;
    return unreadable({ file, reason, position: { line, column } });
  }
  return { text, ...linksOf({ file, text, references: parsed.references }, source) };
}

function unreadable(why: UnreadableSource): LinkedFile {
  return { text: "", links: [], dangling: [], unreadable: why };
}

interface ParsedFile {
  readonly file: string;
  readonly text: string;
  readonly references: readonly Reference[];
}

function linksOf({ file, text, references }: ParsedFile, source: PublicationSource): Omit<LinkedFile, "text"> {
  const links: Link[] = [];
  const dangling: DanglingReference[] = [];
  for (const reference of references) {
    const target = resolveReference(reference, { from: file, mediaUrl: source.mediaUrl });
    if (target.kind === "media" && source.hashed.has(target.logicalPath)) links.push({ reference, ...target });
    else if (target.kind === "refused" || (target.kind === "media" && !source.isPublished(target.logicalPath))) {
      dangling.push({ file, specifier: reference.specifier, ...positionOf(text, reference.start) });
    }
  }
  return { links, dangling };
}

/**
 * The text of a file with each link replaced.
 *
 * @param nameOf gives the path that takes the place of a logical path
 */
export function renderLinks(
  file: string,
  { text, links }: LinkedFile,
  nameOf: (logicalPath: string) => string,
): string {
  const replacements = links.map(({ reference, logicalPath, suffix }) => ({
    reference,
    specifier: relativeSpecifier(file, nameOf(logicalPath)) + suffix,
  }));
  return rewriteReferences(text, replacements);
}
