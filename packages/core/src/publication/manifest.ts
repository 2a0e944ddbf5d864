import { readFileSync } from "node:fs";
import { isNotThere } from "../disk/file-status.ts";
import { MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { isPlainPath, parseLogicalPath } from "../logical-path.ts";

/** The published files of one logical path. */
export interface ManifestFile {
  /** The hashed path, relative to MEDIA_URL. */
  readonly path: string;
  /** `sha384-` and base64, as in an `integrity` attribute (https://www.w3.org/TR/SRI/). */
  readonly integrity: string;
  /** Bytes, without any encoding. */
  readonly size: number;
  /** The content codings that lie beside it, as in Accept-Encoding: "br", "gzip", "zstd". */
  readonly encodings: readonly string[];
}

/** `media-manifest.json`: what a publication consists of, by logical path. */
export type Manifest = ReadonlyMap<string, ManifestFile>;

const VERSION = 1;
const INTEGRITY = /^sha384-[A-Za-z0-9+/]{64}$/;
const ENCODINGS: ReadonlySet<unknown> = new Set(["br", "gzip", "zstd"]);

/** The text of a manifest: a line for each file, sorted, and nothing that differs between two runs over the same files. */
export function renderManifest(manifest: Manifest): string {
  const paths = [...manifest.keys()].sort();
  const lines = paths.map((logicalPath) => `${JSON.stringify(logicalPath)}:${renderFile(manifest.get(logicalPath))}`);
  return `{"version":${VERSION},"files":{\n${lines.join(",\n")}\n}}\n`;
}

function renderFile(file: ManifestFile | undefined): string {
  return JSON.stringify(file, ["path", "integrity", "size", "encodings"]);
}

/**
 * Parses a manifest.
 *
 * @param file where it was read, for the message
 * @throws MANIFEST_INVALID, MANIFEST_NEWER
 */
export function parseManifest(text: string, file: string): Manifest {
  try {
    return parse(text, file);
  } catch (error) {
    if (error instanceof MediarootError) throw error;
    throw coreError("MANIFEST_INVALID", { file, reason: reasonOf(error) }, error);
  }
}

/**
 * Loads a manifest from disk.
 *
 * @param file absolute
 * @returns undefined if there is none
 * @throws MANIFEST_INVALID, MANIFEST_NEWER; system errors
 */
export function loadManifest(file: string): Manifest | undefined {
  try {
    return parseManifest(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

function parse(text: string, file: string): Manifest {
  const { version, files } = fieldsOf<"version" | "files">(JSON.parse(text));
  if (typeof version === "number" && version > VERSION) throw coreError("MANIFEST_NEWER", { file, version });
  if (version !== VERSION) throw new Error("it names no version");
  if (typeof files !== "object" || files === null || Array.isArray(files)) throw new Error("it names no files");
  return new Map(Object.entries(files).map(([logicalPath, entry]) => [logicalPath, parseFile(logicalPath, entry)]));
}

function parseFile(logicalPath: string, entry: unknown): ManifestFile {
  const { path, integrity, size, encodings } = fieldsOf<keyof ManifestFile>(entry);
  const fault = (what: string): Error => new Error(`its entry ${JSON.stringify(logicalPath)} has ${what}`);
  if (!isFilePath(logicalPath)) throw fault("a key that is no logical path");
  if (!isFilePath(path)) throw fault("no `path` that is a logical path");
  if (typeof integrity !== "string" || !INTEGRITY.test(integrity)) throw fault("no `integrity` of SHA-384");
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw fault("no `size` in bytes");
  if (!isEncodings(encodings)) throw fault('no list of `encodings` out of "br", "gzip" and "zstd"');
  return { path, integrity, size, encodings };
}

function fieldsOf<Name extends string>(value: unknown): Partial<Record<Name, unknown>> {
  return Object(value) as Partial<Record<Name, unknown>>;
}

function isFilePath(value: unknown): value is string {
  if (typeof value !== "string" || value === "") return false;
  return isPlainPath(value) || parseLogicalPath(value).kind === "path";
}

function isEncodings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => ENCODINGS.has(one));
}
