import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { isLabel } from "./app-label.ts";
import { contains } from "./containment.ts";
import { coreError } from "./errors.ts";
import { isNotThere } from "./file-status.ts";
import { parseLogicalPath } from "./logical-path.ts";
import type { StatIdentity } from "./media-file.ts";
import { LEDGER_DIRECTORY } from "./media-ignore.ts";
import { realPathOf } from "./real-path.ts";

/** What the ledger says of one file that syncmedia wrote. */
export interface LedgerFile {
  /** Its logical path. */
  readonly path: string;
  /** Of the bytes written, in hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The copy as it stood when it was last known to hold these bytes; left out where only its bytes can tell. */
  readonly copy?: StatIdentity | undefined;
  /** The app's file as it stood when it held these bytes. */
  readonly source?: StatIdentity | undefined;
}

/** The record of what syncmedia wrote to one target directory: `.syncmedia/ledger.json` in it. */
export interface Ledger {
  /** The target, as `ledgerTarget` names it. */
  readonly target: string;
  /** By logical path. */
  readonly files: ReadonlyMap<string, LedgerFile>;
  /** The text of each link that syncmedia made, by app label. */
  readonly links: ReadonlyMap<string, string>;
}

const VERSION = 1;

const NUMBERS = ["dev", "ino", "size", "mtimeMs", "ctimeMs"] as const;
const SHA256 = /^[0-9a-f]{64}$/;

const format = z.object({
  target: z.string(),
  links: z.array(z.object({ label: z.string().refine(isLabel, "is no label"), to: z.string() })),
  // A schema of its own for each of 100,000 files would cost more than the look at the files themselves.
  files: z.array(z.custom<LedgerFile>(isLedgerFile, "is no file of a ledger")),
});

function isLedgerFile(value: unknown): value is LedgerFile {
  if (typeof value !== "object" || value === null) return false;
  const { path: logicalPath, sha256, size, copy, source } = value as Partial<Record<keyof LedgerFile, unknown>>;
  return (
    typeof logicalPath === "string" &&
    isLogicalPath(logicalPath) &&
    typeof sha256 === "string" &&
    SHA256.test(sha256) &&
    typeof size === "number" &&
    (copy === undefined || isIdentity(copy)) &&
    (source === undefined || isIdentity(source))
  );
}

function isIdentity(value: unknown): value is StatIdentity {
  if (typeof value !== "object" || value === null) return false;
  return NUMBERS.every((key) => typeof (value as Partial<StatIdentity>)[key] === "number");
}

/** @returns where the ledger of a target directory is */
export function ledgerPath(target: string): string {
  return path.join(target, LEDGER_DIRECTORY, "ledger.json");
}

/**
 * How a ledger names its target: relative to the project root for a directory inside it, so that a project may be moved
 * with its media; absolute for any other.
 *
 * @param root the project root
 * @param target a directory, which need not exist yet
 */
export function ledgerTarget(root: string, target: string): string {
  const [realRoot, realTarget] = [realPathOf(root), realPathOf(target)];
  return contains(realRoot, realTarget) ? path.relative(realRoot, realTarget).replaceAll(path.sep, "/") : realTarget;
}

/**
 * Loads the ledger of a target directory.
 *
 * @param target the directory, absolute
 * @param root the project root
 * @returns undefined where there is none
 * @throws LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET; system errors other than "not there"
 */
export function loadLedger(target: string, root: string): Ledger | undefined {
  const file = ledgerPath(target);
  const text = readText(file);
  if (text === undefined) return undefined;
  const ledger = parseLedger(text, file);
  const expected = ledgerTarget(root, target);
  if (ledger.target !== expected) throw coreError("LEDGER_OTHER_TARGET", { file, found: ledger.target, expected });
  return ledger;
}

/**
 * Parses the text of a ledger.
 *
 * @param file where it was read, for the message
 * @throws LEDGER_CORRUPT, LEDGER_NEWER
 */
export function parseLedger(text: string, file: string): Ledger {
  const json = parseJson(text, file);
  const version = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (typeof version === "number" && version > VERSION) throw coreError("LEDGER_NEWER", { file, version });
  const parsed = format.safeParse(json);
  if (version !== VERSION || !parsed.success) {
    const [issue] = parsed.error?.issues ?? [];
    const reason = issue === undefined ? "it names no version" : `${issue.path.join(".")}: ${issue.message}`;
    throw coreError("LEDGER_CORRUPT", { file, reason });
  }
  const { target, files, links } = parsed.data;
  return {
    target,
    files: new Map(files.map((entry) => [entry.path, entry])),
    links: new Map(links.map(({ label, to }) => [label, to])),
  };
}

/** The text of a ledger, in pieces: a line a file, so that 100,000 files need no string of their whole. */
export function* renderLedger(ledger: Ledger): Generator<string, void> {
  const { target, files } = ledger;
  const links = [...ledger.links].map(([label, to]) => ({ label, to }));
  yield `{"version":${VERSION},"target":${JSON.stringify(target)},"links":${JSON.stringify(links)},"files":[`;
  let separator = "\n";
  for (const file of files.values()) {
    yield `${separator}${JSON.stringify(file)}`;
    separator = ",\n";
  }
  yield "\n]}\n";
}

/** A ledger's paths are pruned, so it may name nothing outside its target. */
function isLogicalPath(text: string): boolean {
  const parsed = parseLogicalPath(text);
  return parsed.kind === "path" && parsed.segments.length > 0 && parsed.segments[0] !== LEDGER_DIRECTORY;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw coreError("LEDGER_CORRUPT", { file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
