import path from "node:path";
import type { ListedFile } from "@mediaroot/core";
import type { ContentCoding } from "@mediaroot/core/internal";
import type { FileDigest } from "@mediaroot/core/references";
import { syncError } from "../errors.ts";
import { CODING_EXTENSION, isCompressible } from "../publication/compression.ts";
import { MAX_NAME_BYTES } from "../publication/name-length.ts";
import { appOf, countUnchanged, groupOf, ledgerFiles, type PlanDraft, setLedgerFile } from "./plan-draft.ts";
import { writeAction } from "./write-action.ts";
import type { SyncAction } from "./sync-action.ts";
import type { FileContent, MadeContent } from "./write-content.ts";

/** A published file that may get compressed variants. */
export interface VariantBase extends FileDigest {
  readonly app: string;
  readonly path: string;
  /** What to compress; undefined if the bytes are in the target only. */
  readonly content: FileContent | MadeContent | undefined;
  /** For a content-named file: the number of the release that names it. */
  readonly release?: number | undefined;
}

/** The files of a publication. */
export interface PublishedFiles {
  /** Every file that is published under its plain name. */
  readonly files: readonly ListedFile[];
  readonly hashed: readonly VariantBase[];
  readonly digest: (logicalPath: string) => FileDigest;
}

/**
 * Plans the compressed variants of all published files. They come before the plain files: a variant of old bytes is gone by the time
 * that its file has new ones.
 *
 * @param planPlain plans the plain files
 * @returns the paths of the variants that stay
 */
export function planVariants(draft: PlanDraft, published: PublishedFiles, planPlain: () => void): ReadonlySet<string> {
  const before = draft.actions;
  draft.actions = [];
  planPlain();
  const plain = draft.actions;
  draft.actions = [];
  const { wanted, stale } = planBeside(draft, published, plain);
  draft.actions = [...before, ...stale, ...draft.actions, ...plain];
  return wanted;
}

interface PlannedVariants {
  /** The paths of those that stay. */
  readonly wanted: ReadonlySet<string>;
  readonly stale: readonly SyncAction[];
}

const NO_VARIANTS: PlannedVariants = { wanted: new Set(), stale: [] };

function planBeside(draft: PlanDraft, published: PublishedFiles, plain: readonly SyncAction[]): PlannedVariants {
  const isCompressed = draft.codings.length > 0;
  const known = ledgerFiles(draft).keysWhere("encoding", (encoding) => encoding !== undefined);
  if (!isCompressed && known.length === 0) return NO_VARIANTS;
  const listed = new Set(published.files.map(({ logicalPath }) => logicalPath));
  const bases = isCompressed ? [...published.hashed, ...plainBases(draft, published, plain)] : [];
  const wanted = planEach(draft, bases, listed);
  return {
    wanted,
    stale: staleVariants(
      draft,
      known.filter((name) => !wanted.has(name) && !listed.has(name)),
      listed,
    ),
  };
}

/** The plain files that are syncmedia's after this run. */
function plainBases(
  draft: PlanDraft,
  { files, digest }: PublishedFiles,
  plain: readonly SyncAction[],
): readonly VariantBase[] {
  const written = new Set(plain.flatMap((action) => (action.kind === "write" ? action.path : [])));
  return files.flatMap((file) => {
    const { logicalPath, identity } = file;
    const line = ledgerFiles(draft).get(logicalPath);
    const isWritten = written.has(logicalPath);
    if (!isCompressible(logicalPath, identity.size) || (line === undefined && !isWritten)) return [];
    const app = appOf(draft, file);
    try {
      const { sha256, size } = digest(logicalPath);
      const isSame = isWritten || line?.sha256 === sha256;
      const content = isSame ? ({ kind: "file", file } as const) : undefined;
      const bytes = isSame || line === undefined ? { sha256, size } : { sha256: line.sha256, size: line.size };
      return [{ app, path: logicalPath, content, ...bytes }];
    } catch (error) {
      draft.failed.push({ app, path: logicalPath, error: error as Error });
      return [];
    }
  });
}

/** Variants of equal bytes come one after the other, so that they are compressed once. */
function planEach(draft: PlanDraft, bases: readonly VariantBase[], listed: ReadonlySet<string>): ReadonlySet<string> {
  const wanted = new Set<string>();
  const gainless = gainlessContents(draft);
  for (const [sha256, equal] of Map.groupBy(bases, (base) => base.sha256)) {
    for (const coding of draft.codings.filter((one) => gainless.get(sha256)?.has(one) !== true)) {
      for (const base of equal.filter(({ path: file, size }) => isCompressible(file, size))) {
        const name = base.path + CODING_EXTENSION[coding];
        if (listed.has(name) || Buffer.byteLength(path.posix.basename(name)) > MAX_NAME_BYTES) continue;
        if (planVariant(draft, base, { coding, name })) wanted.add(name);
      }
    }
  }
  return wanted;
}

interface Variant {
  readonly coding: ContentCoding;
  /** Its logical path. */
  readonly name: string;
}

/** @returns whether the variant is there, or will be if it is worthwhile */
function planVariant(draft: PlanDraft, base: VariantBase, { coding, name }: Variant): boolean {
  const { app, sha256, content, release } = base;
  try {
    const entry = draft.targetState.at(name);
    const line = entry.kind === "copy" && entry.path === name ? entry.ledgerFile : undefined;
    if (line?.encoding === coding && line.of === sha256) {
      setLedgerFile(draft, name, line.release === release ? line : { ...line, release });
      countUnchanged(draft, app);
      return true;
    }
    if (content === undefined) return false;
    if (entry.kind === "override") throw syncError("PUBLISHED_NAME_TAKEN", { path: entry.path });
    const compressed = { kind: "compressed", coding, base: content, of: sha256 } as const;
    const made = { app, path: name, content: compressed, release };
    const write = writeAction(draft, made, { entry, decision: "copy" });
    draft.actions.push({ ...write, change: "compressed", variant: { encoding: coding, of: sha256 } });
    return true;
  } catch (error) {
    draft.failed.push({ app, path: name, error: error as Error });
    return true;
  }
}

/** The codings that are known to gain nothing, by the SHA-256 of the bytes. */
function gainlessContents(draft: PlanDraft): ReadonlyMap<string, ReadonlySet<ContentCoding>> {
  const files = ledgerFiles(draft);
  const known = files
    .keysWhere("gainless", (gainless) => gainless !== undefined)
    .flatMap((name) => files.get(name) ?? []);
  return new Map(known.map(({ sha256, gainless }) => [sha256, new Set(gainless)]));
}

/** Variants beside plain files that have other bytes now, or are no longer compressed like that, or are not syncmedia's any more. */
function staleVariants(draft: PlanDraft, names: readonly string[], listed: ReadonlySet<string>): readonly SyncAction[] {
  const stale: SyncAction[] = [];
  for (const name of names) {
    const { encoding, release } = ledgerFiles(draft).get(name) ?? {};
    if (encoding === undefined || release !== undefined) continue;
    const base = name.slice(0, -CODING_EXTENSION[encoding].length);
    if (!listed.has(base)) continue;
    const app = groupOf(draft.project, base);
    draft.decided.add(name);
    const entry = draft.targetState.at(name);
    if (entry.kind !== "copy" || entry.path !== name) setLedgerFile(draft, name, undefined);
    else stale.push({ kind: "remove", app, path: name, expected: entry.identity, stale: true });
  }
  return stale;
}
