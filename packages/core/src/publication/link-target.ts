import type { Reference } from "../references/reference.ts";
import { resolveReference } from "../references/resolve-reference.ts";
import type { TextSource } from "./publication-source.ts";

/** Where a reference of a published file leads. */
export type LinkTarget =
  /** To a file that gets a hashed name. */
  | { readonly kind: "link"; readonly logicalPath: string; readonly suffix: string }
  /** To no published file. */
  | { readonly kind: "dangling" }
  /** To a file that has only its plain name, or to something outside the publication: the reference stays as it is. */
  | { readonly kind: "kept" };

/** @param file the logical path of the file that holds the reference */
export function linkTarget(
  file: string,
  reference: Pick<Reference, "specifier" | "form">,
  { hashed, isPublished, mediaUrl }: TextSource,
): LinkTarget {
  const target = resolveReference(reference, { from: file, mediaUrl });
  if (target.kind === "refused") return { kind: "dangling" };
  if (target.kind !== "media") return { kind: "kept" };
  const { logicalPath, suffix } = target;
  if (hashed.has(logicalPath)) return { kind: "link", logicalPath, suffix };
  return isPublished(logicalPath) ? { kind: "kept" } : { kind: "dangling" };
}
