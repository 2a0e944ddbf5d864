import { hash } from "node:crypto";
import { type HashedFile, nameFiles } from "../src/publication/name-files.ts";
import { createPublicationCache } from "../src/publication/publication-cache.ts";
import type { PublicationSource } from "../src/publication/publication-source.ts";
import { type PublicationSurvey, surveyPublication } from "../src/publication/survey.ts";

/** Files by logical path. */
export type Sources = Readonly<Record<string, string | Uint8Array>>;

/** @param plain the paths of files that are published under their plain names only */
export function sourceOf(tree: Sources, plain: readonly string[] = []): PublicationSource {
  const read = (path: string): Uint8Array => {
    const content = tree[path] ?? "";
    return typeof content === "string" ? Buffer.from(content) : content;
  };
  return {
    hashed: new Set(Object.keys(tree)),
    isPublished: (path) => Object.hasOwn(tree, path) || plain.includes(path),
    mediaUrl: "/media/",
    read,
    digest: (path) => ({ sha256: hash("sha256", read(path)), size: read(path).length }),
    cache: createPublicationCache(),
  };
}

/** What files are published as. */
export interface Published {
  readonly survey: PublicationSurvey;
  readonly files: ReadonlyMap<string, HashedFile>;
  /** The text of a file in which references were replaced. */
  readonly text: (path: string) => string | undefined;
  /** The hashed path of a file. */
  readonly name: (path: string) => string;
}

/** Publishes files, in memory. */
export function publish(tree: Sources, plain: readonly string[] = []): Published {
  const source = sourceOf(tree, plain);
  const survey = surveyPublication(source);
  const files = new Map([...nameFiles(source, survey)].map((file) => [file.logicalPath, file]));
  return {
    survey,
    files,
    text: (path) => files.get(path)?.content?.toString(),
    name: (path) => files.get(path)?.hashedPath ?? "",
  };
}
