import type { FileDigest } from "./file-digest.ts";
import type { PublicationCache } from "./publication-cache.ts";

/** The files to publish. They are read when they are needed, so that 300 MB are never held at once. */
export interface PublicationSource {
  /** The logical paths of the files that get hashed names. */
  readonly hashed: ReadonlySet<string>;
  /** Whether a file is published at a logical path, under a hashed name or only under its plain one. */
  readonly isPublished: (logicalPath: string) => boolean;
  /** MEDIA_URL, ending in "/". */
  readonly mediaUrl: string;
  /** Reads a style sheet or script, whole. */
  readonly read: (logicalPath: string) => Uint8Array;
  /** The SHA-256 and size of a file that is published as it is; whoever knows them already need not read it. */
  readonly digest: (logicalPath: string) => FileDigest;
  /** The facts that earlier publications have found out. */
  readonly cache: PublicationCache;
}

/** The part of a source that rewriting a text needs. */
export type TextSource = Omit<PublicationSource, "digest">;
