import { hash } from "node:crypto";
import type { ListedFile } from "@mediaroot/core";
import type { PublicationFacts } from "./publication-files.ts";

/**
 * The SHA-256 of everything that the content-named files of a publication depend on, besides the version of syncmedia: MEDIA_URL, the
 * path of each file, and the content of those that get hashed names.
 *
 * @param sha256Of gives the SHA-256 of a file that gets a hashed name
 */
export function namingKey(
  files: readonly ListedFile[],
  { mediaUrl, isHashed }: Pick<PublicationFacts, "mediaUrl" | "isHashed">,
  sha256Of: (file: ListedFile) => string,
): string {
  const lines = files.map((file) => `${isHashed(file) ? sha256Of(file) : ""} ${file.logicalPath}`);
  return hash("sha256", [mediaUrl, ...lines].join("\0"));
}

/** The SHA-256 of a list of content-named files, whatever their order. */
export function namesKey(hashedPaths: readonly string[]): string {
  return hash("sha256", hashedPaths.toSorted().join("\0"));
}
