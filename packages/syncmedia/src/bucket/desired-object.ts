import { hash } from "node:crypto";
import { type ListedFile, type Manifest, renderManifest, type StatIdentity } from "@mediaroot/core";
import type { ContentCoding } from "@mediaroot/core/internal";
import type { FileDigest } from "@mediaroot/core/references";
import { settled } from "../disk/content.ts";
import { type FileContent, type MadeContent, MANIFEST_NAME } from "../plan/write-content.ts";
import { isCompressible } from "../publication/compression.ts";
import type { HashedName } from "../publication/name-publication.ts";
import type { ObjectHeaders } from "../s3/object.ts";
import { headersFor } from "./object-headers.ts";

/** An object that is to be in the bucket. */
export interface DesiredObject {
  /** The logical path: its key without the prefix. */
  readonly path: string;
  /** Where its bytes come from: a file, or a function that makes them. */
  readonly content: FileContent | MadeContent;
  /** The SHA-256 of the content in hex. */
  readonly sha256: string;
  /** The size of the content in bytes. */
  readonly size: number;
  /** The header lines to store it with. Without `content-encoding` after all if `encoding` makes it hardly smaller. */
  readonly headers: ObjectHeaders;
  /** The coding to compress it with. */
  readonly encoding: ContentCoding | undefined;
  /** The identity of the file that has these bytes; undefined if they are made. */
  readonly source: StatIdentity | undefined;
  /** For a content-named file: its plain logical path, and its integrity in the manifest. */
  readonly of?: string | undefined;
  readonly integrity?: string | undefined;
}

/** @returns the object of a file under its plain name */
export function plainObject(file: ListedFile, { sha256, size }: FileDigest): DesiredObject {
  const { logicalPath } = file;
  return {
    path: logicalPath,
    content: { kind: "file", file },
    sha256,
    size,
    headers: headersFor({ logicalPath, isHashed: false, encoding: undefined }),
    encoding: undefined,
    source: settled(file.identity),
  };
}

/** @returns the object of a content-named file */
export function hashedObject(
  { file, hashedPath, sha256, size, make }: HashedName,
  integrity: string | undefined,
  coding: ContentCoding | undefined,
): DesiredObject {
  const { logicalPath } = file;
  const encoding = isCompressible(logicalPath, size) ? coding : undefined;
  return {
    path: hashedPath,
    content: make === undefined ? { kind: "file", file } : { kind: "made", name: file.path, sha256, size, make },
    sha256,
    size,
    headers: headersFor({ logicalPath, isHashed: true, encoding }),
    encoding,
    source: make === undefined ? settled(file.identity) : undefined,
    of: logicalPath,
    integrity,
  };
}

/** @returns the object of the manifest */
export function manifestObject(manifest: Manifest): DesiredObject {
  const bytes = Buffer.from(renderManifest(manifest));
  const { length: size } = bytes;
  const sha256 = hash("sha256", bytes);
  return {
    path: MANIFEST_NAME,
    content: { kind: "made", name: MANIFEST_NAME, sha256, size, make: () => bytes },
    sha256,
    size,
    headers: headersFor({ logicalPath: MANIFEST_NAME, isHashed: false, encoding: undefined }),
    encoding: undefined,
    source: undefined,
  };
}
