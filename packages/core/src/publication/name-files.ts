import { createHash, hash } from "node:crypto";
import { type LinkedFile, readLinks, renderLinks } from "./file-links.ts";
import { hashedName } from "./hashed-name.ts";
import type { FileDigest, PublicationSource } from "./publication-source.ts";
import type { PublicationSurvey } from "./survey.ts";

/** A file with its hashed name. */
export interface HashedFile extends FileDigest {
  readonly logicalPath: string;
  readonly hashedPath: string;
  /** The bytes to publish, described by `sha256` and `size`. Left out where the file is published as it is. */
  readonly content?: Uint8Array;
}

/** A file of a group, its links read. */
interface Member {
  readonly file: string;
  readonly linked: LinkedFile;
}

type NameOf = (logicalPath: string) => string;

/**
 * Names every file of a survey by its content. A file's name is made of the SHA-256 of its published bytes. Files that refer to each
 * other, or to themselves, share one hash of all of them, computed with plain names where they refer to each other. So the same sources
 * have the same names on every machine.
 *
 * @returns one file after the other, each group after all that it refers to, so that the contents of one group are held at once
 * @throws what the source's functions throw
 */
export function* nameFiles(source: PublicationSource, survey: PublicationSurvey): Generator<HashedFile, void> {
  const names = new Map<string, string>();
  const nameOf = (logicalPath: string): string => names.get(logicalPath) ?? logicalPath;
  for (const group of survey.groups) {
    const members = membersOf(group, source, survey);
    const files = members === undefined ? group.map((file) => nameAsItIs(file, source)) : nameGroup(members, nameOf);
    for (const file of files) names.set(file.logicalPath, file.hashedPath);
    yield* files;
  }
}

/** @returns undefined where nothing is to be replaced, or no longer can be: somebody may edit a file between the two readings */
function membersOf(
  group: readonly string[],
  source: PublicationSource,
  { targets }: PublicationSurvey,
): readonly Member[] | undefined {
  if (!group.some((file) => targets.has(file))) return undefined;
  const members: Member[] = [];
  for (const file of group) {
    const linked = readLinks(file, source);
    if (linked === undefined || linked.unreadable !== undefined) return undefined;
    members.push({ file, linked });
  }
  return members;
}

function nameAsItIs(logicalPath: string, source: PublicationSource): HashedFile {
  const digest = source.digest(logicalPath);
  return { ...digest, logicalPath, hashedPath: hashedName(logicalPath, digest.sha256) };
}

function nameGroup(members: readonly Member[], nameOf: NameOf): readonly HashedFile[] {
  const [first, second] = members;
  if (first !== undefined && second === undefined && !refersToItself(first)) return [nameAlone(first, nameOf)];
  const digest = hashTogether(members, nameOf);
  const own = new Map(members.map(({ file }) => [file, hashedName(file, digest)]));
  const nameInside: NameOf = (logicalPath) => own.get(logicalPath) ?? nameOf(logicalPath);
  return members.map((member) => {
    const content = contentOf(member, nameInside);
    return { ...digestOf(content), logicalPath: member.file, hashedPath: nameInside(member.file), content };
  });
}

function refersToItself({ file, linked }: Member): boolean {
  return linked.links.some(({ logicalPath }) => logicalPath === file);
}

function nameAlone(member: Member, nameOf: NameOf): HashedFile {
  const content = contentOf(member, nameOf);
  const digest = digestOf(content);
  return { ...digest, logicalPath: member.file, hashedPath: hashedName(member.file, digest.sha256), content };
}

/** Sizes keep the end of one member apart from the beginning of the next. */
function hashTogether(members: readonly Member[], nameOf: NameOf): string {
  const whole = createHash("sha256");
  for (const member of members) {
    const content = contentOf(member, nameOf);
    whole.update(`${member.file}\0${content.length}\0`).update(content);
  }
  return whole.digest("hex");
}

function contentOf({ file, linked }: Member, nameOf: NameOf): Buffer {
  return Buffer.from(renderLinks(file, linked, nameOf), "utf8");
}

function digestOf(content: Buffer): FileDigest {
  return { sha256: hash("sha256", content, "hex"), size: content.length };
}

/**
 * Renders the published content of one file again, as `nameFiles` has named it.
 *
 * @param nameOf gives the hashed path of a logical path
 * @returns undefined for a file that is published as it is
 * @throws what `source.read` throws
 */
export function readHashedFile(file: string, source: PublicationSource, nameOf: NameOf): Uint8Array | undefined {
  const linked = readLinks(file, source);
  if (linked === undefined || linked.unreadable !== undefined) return undefined;
  return contentOf({ file, linked }, nameOf);
}
