import type { ListedFile } from "@mediaroot/core";
import type { ContentCoding, LedgerFiles } from "@mediaroot/core/internal";

/** A file as it is. */
export interface FileContent {
  readonly kind: "file";
  readonly file: ListedFile;
  /** For a content-named copy: the SHA-256 of the bytes that its name was made of, in hex. */
  readonly sha256?: string | undefined;
}

/** Bytes that are made when they are written, such as a style sheet with other names in it. */
export interface MadeContent {
  readonly kind: "made";
  /** The name of its source, for messages. */
  readonly name: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** @returns undefined if they can no longer be made, because a source has changed */
  readonly make: () => Uint8Array | undefined;
}

/** The manifest, which names the compressed variants that turned out to be worthwhile. */
export interface ManifestContent {
  readonly kind: "manifest";
  /** The number of its release. */
  readonly release: number | undefined;
  /** @param files the ledger's files when the manifest is written */
  readonly render: (files: LedgerFiles) => string;
}

/** The compressed variant of a file. Whether it is written is known when it has been compressed. */
export interface CompressedContent {
  readonly kind: "compressed";
  readonly coding: ContentCoding;
  /** What is compressed. */
  readonly base: FileContent | MadeContent;
  /** The SHA-256 of what is compressed, in hex. */
  readonly of: string;
}

/** The bytes that an action writes. */
export type WriteContent = FileContent | MadeContent | ManifestContent | CompressedContent;

/** The path of the manifest in a publication. */
export const MANIFEST_NAME = "media-manifest.json";

/** The manifest of a publication, as it goes into the project too. */
export interface PublishedManifest {
  readonly content: ManifestContent;
  /** The file of the project that holds it, absolute. */
  readonly file: string;
  /** Whether that file is as it will be after the run. */
  readonly state: "current" | "different" | "missing";
}
