import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ListedFile, Manifest, ManifestFile } from "@mediaroot/core";
import {
  type DanglingReference,
  type HashedFile,
  nameFiles,
  type PublicationSurvey,
  readHashedFile,
  surveyPublication,
  type UnreadableSource,
} from "@mediaroot/core/references";
import picomatch from "picomatch";
import { syncError } from "../errors.ts";
import { danglingLine } from "./dangling-line.ts";
import { integrityOf } from "./integrity.ts";
import { hasRoomForHash } from "./name-length.ts";
import { type FileSource, type PublicationFacts, publicationSource } from "./publication-files.ts";

/** The facts, besides its files, that the names of a publication depend on. */
export interface NamingFacts extends PublicationFacts {
  /** The manifest that was published last. */
  readonly before: Manifest;
}

/** Which references that lead nowhere are reported. */
export interface DanglingRules {
  /** SYNCMEDIA.DANGLING. */
  readonly silenced: readonly string[];
  /** Whether one of them is an error. */
  readonly strict: boolean;
}

/** A content-named file to publish; the bytes of a rewritten one are made when they are written. */
export interface HashedName extends Omit<HashedFile, "content"> {
  readonly file: ListedFile;
  /** Renders the file with the names of others in it; undefined for a file that is published as it is. */
  readonly make: (() => Uint8Array | undefined) | undefined;
}

/** The content-named files of a publication. */
export interface NamedPublication {
  readonly source: FileSource;
  /** Without encodings. */
  readonly manifest: Manifest;
  readonly hashed: readonly HashedName[];
  /** With those that are silenced: see `reportedDangling`. */
  readonly dangling: readonly DanglingReference[];
  readonly warnings: readonly string[];
  /** Whether nobody has edited a file while they were read, so that the same files have the same names again. */
  readonly isSteady: boolean;
}

/**
 * Finds which files refer to which, and names them by their content. What the cache does not know is read. A file whose hashed name is
 * too long, or is the name of another file, keeps its plain name, with a warning.
 *
 * @param files every file that is published under its plain name
 * @throws SOURCE_CHANGED, system errors
 */
export function namePublication(files: readonly ListedFile[], facts: NamingFacts): NamedPublication {
  const long = files.filter((file) => facts.isHashed(file) && !hasRoomForHash(file.logicalPath));
  const plain = new Map(long.map((file) => [file, longLine(file)]));
  const paths = new Set(files.map(({ logicalPath }) => logicalPath));
  for (let isSteady = true; ;) {
    const named = nameAllBut(plain, files, facts);
    isSteady &&= named.source.isSteady();
    const taken = named.hashed.filter(({ hashedPath }) => paths.has(hashedPath));
    if (taken.length === 0) return { ...named, isSteady };
    for (const one of taken) plain.set(one.file, takenLine(one));
  }
}

/** @param plain the files that keep their plain names, each with its warning */
function nameAllBut(
  plain: ReadonlyMap<ListedFile, string>,
  files: readonly ListedFile[],
  facts: NamingFacts,
): Omit<NamedPublication, "isSteady"> {
  const source = publicationSource(files, { ...facts, isHashed: (file) => facts.isHashed(file) && !plain.has(file) });
  const survey = surveyPublication(source);
  const warnings = [...plain.values(), ...survey.unreadable.map(unreadableLine)];
  return { source, dangling: survey.dangling, warnings, ...nameAll(files, { source, survey, facts }) };
}

interface Surveyed {
  readonly source: FileSource;
  readonly survey: PublicationSurvey;
  readonly facts: NamingFacts;
}

function nameAll(
  files: readonly ListedFile[],
  { source, survey, facts }: Surveyed,
): Pick<NamedPublication, "manifest" | "hashed"> {
  const byPath = new Map(files.map((file) => [file.logicalPath, file]));
  const names = new Map<string, string>();
  const nameOf = (logicalPath: string): string => names.get(logicalPath) ?? logicalPath;
  const hashed: HashedName[] = [];
  const integrities = new Map<string, string>();
  for (const { content, ...named } of nameFiles(source, survey)) {
    const { logicalPath, hashedPath, isRewritten } = named;
    const file = byPath.get(logicalPath);
    if (file === undefined) continue;
    names.set(logicalPath, hashedPath);
    const make = isRewritten ? () => readHashedFile(logicalPath, source, nameOf) : undefined;
    hashed.push({ ...named, file, make });
    const found = isRewritten ? content && integrityOf(content) : source.integrityOf(logicalPath);
    const integrity = knownIntegrity(named, facts) ?? found;
    if (integrity !== undefined) integrities.set(logicalPath, integrity);
  }
  const manifest = new Map(hashed.map((one) => [one.logicalPath, manifestFile(one, integrities)]));
  return { manifest, hashed };
}

function knownIntegrity({ logicalPath, hashedPath, sha256 }: HashedFile, facts: NamingFacts): string | undefined {
  const known = facts.before.get(logicalPath);
  const isKnown = known?.path === hashedPath && facts.known.sha256Of(hashedPath) === sha256;
  return isKnown ? known.integrity : undefined;
}

/** The integrity of a file that the cache knows and the last manifest does not is found out once all files have their names. */
function manifestFile(hashed: HashedName, integrities: ReadonlyMap<string, string>): ManifestFile {
  const { logicalPath, hashedPath, size } = hashed;
  const integrity = integrities.get(logicalPath) ?? integrityOf(bytesOf(hashed));
  return { path: hashedPath, integrity, size, encodings: [] };
}

/** @throws SOURCE_CHANGED if the file has been edited since it was named; system errors */
function bytesOf({ file, sha256, make }: HashedName): Uint8Array {
  const bytes = make === undefined ? readFileSync(file.path) : make();
  if (bytes === undefined || hash("sha256", bytes) !== sha256) throw syncError("SOURCE_CHANGED", { file: file.path });
  return bytes;
}

/**
 * @returns the references that lead nowhere, without those that SYNCMEDIA.DANGLING silences
 * @throws DANGLING_REFERENCES with `strict`, if there are any
 */
export function reportedDangling(
  dangling: readonly DanglingReference[],
  { silenced, strict }: DanglingRules,
): readonly DanglingReference[] {
  if (dangling.length === 0) return dangling;
  const isSilenced = picomatch([...silenced], { dot: true });
  const reported = dangling.filter(({ file }) => !isSilenced(file));
  if (strict && reported.length > 0) throw syncError("DANGLING_REFERENCES", { lines: reported.map(danglingLine) });
  return reported;
}

function longLine({ logicalPath }: ListedFile): string {
  return `${logicalPath} has too long a name for a content-named copy: it keeps its plain name.`;
}

function takenLine({ file, hashedPath }: HashedName): string {
  return `${file.logicalPath} keeps its plain name: there is a file ${hashedPath} already, which is called as its content-named copy would be.`;
}

function unreadableLine({ file, reason, position }: UnreadableSource): string {
  const at = position === undefined ? "" : `:${position.line}:${position.column}`;
  return `${file}${at} ${reason}, so the references in it stay as they are.`;
}
