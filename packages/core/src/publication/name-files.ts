import { createHash, hash } from "node:crypto";
import { hashedName } from "./hashed-name.ts";
import { type LinkedText, readLinkedText, renderLinks } from "./linked-text.ts";
import type { NamedGroup } from "./publication-cache.ts";
import type { FileDigest } from "./file-digest.ts";
import type { PublicationSource, TextSource } from "./publication-source.ts";
import type { PublicationSurvey } from "./survey.ts";

/** A file with its hashed name. */
export interface HashedFile extends FileDigest {
  readonly logicalPath: string;
  readonly hashedPath: string;
  /** Whether its published bytes, which `sha256` and `size` describe, are other ones than the file's. */
  readonly isRewritten: boolean;
  /** The bytes of a rewritten file, unless the cache knows their digest. `readHashedFile` makes them again. */
  readonly content?: Uint8Array | undefined;
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
  const naming: Naming = { source, targets: survey.targets, nameOf: (file) => names.get(file) ?? file };
  for (const group of survey.groups) {
    const isLinked = group.some((file) => survey.targets.has(file));
    const files =
      (isLinked ? nameRewritten(group, naming) : undefined) ?? group.map((file) => nameAsItIs(file, source));
    for (const file of files) names.set(file.logicalPath, file.hashedPath);
    yield* files;
  }
}

function nameAsItIs(logicalPath: string, source: PublicationSource): HashedFile {
  const digest = source.digest(logicalPath);
  return { ...digest, logicalPath, hashedPath: hashedName(logicalPath, digest.sha256), isRewritten: false };
}

interface Naming extends Pick<PublicationSurvey, "targets"> {
  readonly source: PublicationSource;
  /** The names that are given so far; plain ones for the files of the group itself. */
  readonly nameOf: NameOf;
}

/** @returns undefined if the group can no longer be rewritten: somebody may edit a file between the two readings */
function nameRewritten(group: readonly string[], naming: Naming): readonly HashedFile[] | undefined {
  const { source, targets } = naming;
  const { groups } = source.cache;
  const listed = group.map((file) => ({ file, ...source.digest(file), targets: targets.get(file) ?? [] }));
  const known = groups.get(groupKey(listed, naming));
  if (known !== undefined) return hashedFiles(known);
  const members = readMembers(group, source);
  if (members === undefined) return undefined;
  const { named, contents } = nameGroup(members, naming.nameOf);
  groups.set(groupKey(members, naming), named);
  return hashedFiles(named).map((file, index) => ({ ...file, content: contents[index] }));
}

function hashedFiles({ digest, files }: NamedGroup): readonly HashedFile[] {
  return files.map((file) => ({ ...file, hashedPath: hashedName(file.logicalPath, digest), isRewritten: true }));
}

/** A file with all that its published bytes depend on, besides the names of other files. */
interface GroupFile {
  readonly file: string;
  readonly sha256: string;
  readonly targets: Iterable<string>;
}

function groupKey(files: readonly GroupFile[], { source, nameOf }: Naming): string {
  const parts = files.map(({ file, sha256, targets }) => [
    file,
    sha256,
    [...targets].map((target) => [target, nameOf(target)]),
  ]);
  return hash("sha256", JSON.stringify([source.mediaUrl, parts]));
}

/** A file of a group, its text read. */
interface Member extends GroupFile {
  readonly linked: LinkedText;
}

function readMembers(group: readonly string[], source: PublicationSource): readonly Member[] | undefined {
  const members: Member[] = [];
  for (const file of group) {
    const linked = readLinkedText(file, source);
    if (linked === undefined) return undefined;
    const targets = new Set(linked.links.map(({ logicalPath }) => logicalPath));
    members.push({ file, sha256: linked.sha256, targets, linked });
  }
  return members;
}

interface NamedContents {
  readonly named: NamedGroup;
  /** The bytes to publish of each file. */
  readonly contents: readonly Buffer[];
}

function nameGroup(members: readonly Member[], nameOf: NameOf): NamedContents {
  const [first] = members;
  if (first !== undefined && members.length === 1 && !refersToItself(first)) {
    const content = contentOf(first, nameOf);
    return { named: { digest: hash("sha256", content), files: [describe(first, content)] }, contents: [content] };
  }
  const digest = hashTogether(members, nameOf);
  const own = new Map(members.map(({ file }) => [file, hashedName(file, digest)]));
  const contents = members.map((member) => contentOf(member, (file) => own.get(file) ?? nameOf(file)));
  const files = members.map((member, index) => describe(member, contents[index] ?? Buffer.of()));
  return { named: { digest, files }, contents };
}

function refersToItself({ file, linked }: Member): boolean {
  return linked.links.some(({ logicalPath }) => logicalPath === file);
}

function describe({ file }: Member, content: Buffer): NamedGroup["files"][number] {
  return { logicalPath: file, sha256: hash("sha256", content), size: content.length };
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

function contentOf({ file, linked }: Pick<Member, "file" | "linked">, nameOf: NameOf): Buffer {
  return Buffer.from(renderLinks(file, linked, nameOf), "utf8");
}

/**
 * Renders the published content of one file again, as `nameFiles` has named it.
 *
 * @param nameOf gives the hashed path of a logical path
 * @returns undefined for a file that is published as it is
 * @throws what `source.read` throws
 */
export function readHashedFile(file: string, source: TextSource, nameOf: NameOf): Uint8Array | undefined {
  const linked = readLinkedText(file, source);
  return linked === undefined ? undefined : contentOf({ file, linked }, nameOf);
}
