import { isLabel } from "../apps/app-label.ts";
import { MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { parseColumns, renderColumns } from "./column-text.ts";
import type { LedgerFiles } from "./ledger-file.ts";
import { parseFileLines } from "./ledger-lines.ts";
import { columnsOf, createLedgerTable, type LedgerTable, tableOf } from "./ledger-table.ts";

/** The record of what syncmedia wrote to a target directory, kept in `.syncmedia/ledger.json`. */
export interface Ledger {
  /** The name that `ledgerTarget` gives the target. */
  readonly target: string;
  /** By logical path. */
  readonly files: LedgerFiles;
  /** The target path of each link that syncmedia made, by app label. */
  readonly links: ReadonlyMap<string, string>;
  /** The releases of a publication whose files are kept, oldest first. */
  readonly releases?: readonly Release[] | undefined;
}

/** A ledger that was read. */
export interface LoadedLedger extends Ledger {
  readonly files: LedgerTable;
}

/** A manifest that was published. */
export interface Release {
  /** From 1; a manifest that differs from the one before has the next number. */
  readonly number: number;
  /** When it was first published, in milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** Version 1 had an object for each file, and is still read. */
const VERSION = 2;
/** Completes the first line, so that it can be parsed by itself. */
const END = "]}";

/** The first line of a ledger. */
interface Head {
  readonly version: number;
  readonly target: string;
  readonly links: readonly { readonly label: string; readonly to: string }[];
  readonly releases: readonly Release[] | undefined;
}

/**
 * Parses a ledger. It is a JSON document with the path of each file on a line, and then a line for each column of facts about them.
 *
 * @param bytes the whole document
 * @param file the path of the ledger, for messages
 * @throws LEDGER_CORRUPT, LEDGER_NEWER
 */
export function parseLedger(bytes: Buffer, file: string): LoadedLedger {
  try {
    const end = bytes.indexOf("\n");
    const { version, target, links, releases } = parseHead(
      bytes.toString("utf8", 0, end === -1 ? undefined : end),
      file,
    );
    const rest = bytes.subarray(end + 1);
    const files = version === 1 ? createLedgerTable(parseFileLines(linesOf(rest))) : tableOf(parseColumns(rest));
    const ledger = { target, files, links: new Map(links.map(({ label, to }) => [label, to])) };
    return releases === undefined ? ledger : { ...ledger, releases };
  } catch (error) {
    if (error instanceof MediarootError) throw error;
    throw coreError("LEDGER_CORRUPT", { file, reason: reasonOf(error) }, error);
  }
}

function parseHead(line: string, file: string): Head {
  const head = Object(JSON.parse(line + END)) as Partial<Record<keyof Head, unknown>>;
  const { version, target, links, releases } = head;
  if (typeof version === "number" && version > VERSION) throw coreError("LEDGER_NEWER", { file, version });
  if (version !== 1 && version !== VERSION) throw new Error("it has no version");
  if (typeof target !== "string") throw new Error("it has no target");
  if (!Array.isArray(links) || !links.every(isLink)) throw new Error("its list of links is not valid");
  if (releases !== undefined && !isReleases(releases)) throw new Error("its list of releases is not valid");
  return { version, target, links, releases };
}

function isReleases(value: unknown): value is readonly Release[] {
  return Array.isArray(value) && value.every(isRelease);
}

function isRelease(value: unknown): boolean {
  const { number, publishedAt } = Object(value) as Partial<Record<keyof Release, unknown>>;
  return Number.isSafeInteger(number) && typeof publishedAt === "number";
}

function isLink(value: unknown): value is Head["links"][number] {
  const { label, to } = Object(value) as Partial<Record<"label" | "to", unknown>>;
  return typeof label === "string" && isLabel(label) && typeof to === "string";
}

/** Renders a ledger as a sequence of strings. */
export function* renderLedger(ledger: Ledger): Generator<string, void> {
  const { target, files, releases } = ledger;
  const links = [...ledger.links].map(([label, to]) => ({ label, to }));
  const head = JSON.stringify({ version: VERSION, target, links, releases });
  yield `${head.slice(0, -1)},"files":[\n`;
  yield* renderColumns(columnsOf(files));
}

function* linesOf(bytes: Buffer): Generator<string, void> {
  for (let [at, end] = [0, bytes.indexOf("\n")]; end !== -1; [at, end] = [end + 1, bytes.indexOf("\n", end + 1)]) {
    yield bytes.toString("utf8", at, end);
  }
  yield bytes.toString("utf8", bytes.lastIndexOf("\n") + 1);
}
