import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import path from "node:path";
import { identityOf, type Ledger } from "@mediaroot/core";
import { type ApplyContext, placeIn, requireExpected, requireReached } from "./apply-context.ts";
import { compareWithLedger } from "../disk/content.ts";
import { syncError } from "../errors.ts";
import { leadsTo, linkText, makeLink, readLink, removeLink } from "../target/link-directory.ts";
import { removeIfEmpty } from "../state/state-directory.ts";
import type { LinkAction, SwapAction } from "../plan/sync-action.ts";
import { walkTarget } from "../target/target-walk.ts";

/** A link that is made and not yet in its place. */
interface PreparedLink {
  readonly action: LinkAction;
  readonly place: string;
  readonly text: string;
  readonly temporary: string;
}

/**
 * Puts links in their places, all or nothing: each is made first and looked at, and if one cannot be put in its place
 * those before it are taken back.
 *
 * @throws LINK_FAILED, TARGET_CHANGED; system errors. Every app is as it was then.
 */
export function applyLinks(context: ApplyContext, actions: readonly LinkAction[]): void {
  const undo: (() => void)[] = [];
  const prepared: PreparedLink[] = [];
  try {
    for (const action of actions) prepared.push(prepare(context, action));
    for (const link of prepared) undo.push(place(context, link));
  } catch (error) {
    for (const back of undo.toReversed()) back();
    throw error;
  } finally {
    for (const { temporary } of prepared) removeLink(temporary);
  }
  for (const link of prepared) settle(context, link);
}

/** What the link says leads nowhere from here, but to the app from where it ends up. */
function prepare(context: ApplyContext, action: LinkAction): PreparedLink {
  const where = placeIn(context, action.path);
  const text = linkText(where, action.to);
  const temporary = context.temporary();
  makeLink(temporary, text);
  return { action, place: where, text, temporary };
}

/** How the directory of an app's copies is called while its link is put in its place. */
const OLD = "link.";

function oldDirectory(context: ApplyContext, { action }: PreparedLink): string {
  return path.join(context.state.staging, OLD + action.app);
}

/** @returns puts back what stood there */
function place(context: ApplyContext, link: PreparedLink): () => void {
  const { action, place: where, text, temporary } = link;
  requireReached(where, action.path);
  const stood = requireExpected(where, action.path, action.expected);
  const old = stood ? readLink(where) : undefined;
  const aside = oldDirectory(context, link);
  context.journal.add({ link: action.app, to: text });
  const isOut = stood && action.copies !== undefined;
  if (isOut) renameSync(where, aside);
  const back = (): void => {
    removeLink(where);
    if (isOut) renameSync(aside, where);
    else if (old !== undefined) makeLink(where, old);
  };
  try {
    renameSync(temporary, where);
  } catch (error) {
    if (lstatSync(where, { throwIfNoEntry: false }) === undefined) back();
    throw error;
  }
  if (leadsTo(where, action.to)) return back;
  back();
  throw syncError("LINK_FAILED", { path: where, reason: "it leads nowhere" });
}

/** The link stands: what it took the place of can go, but for what came in since the plan was made. */
function settle(context: ApplyContext, link: PreparedLink): void {
  const { action, text } = link;
  context.links.set(action.app, text);
  for (const file of context.files.keys()) if (file.startsWith(`${action.app}/`)) context.files.delete(file);
  const aside = oldDirectory(context, link);
  if (action.copies === undefined || !existsSync(aside)) return;
  for (const { path: logicalPath, expected } of action.copies) {
    const file = path.join(aside, ...logicalPath.split("/").slice(1));
    try {
      if (requireExpected(file, logicalPath, expected)) unlinkSync(file);
    } catch {
      // Edited in this very moment: it is not ours any more.
    }
  }
  keepRest(context, aside, action.app);
}

/** What a directory of our copies still holds is not ours: it goes to `.syncmedia/replaced/<time>/`. */
function keepRest(context: ApplyContext, aside: string, name: string): void {
  for (const { path: inner, stats } of walkTarget(aside, aside))
    if (stats?.isDirectory() === true) removeIfEmpty(inner);
  if (removeIfEmpty(aside)) return;
  context.replaced.used = true;
  mkdirSync(context.replaced.directory, { recursive: true });
  renameSync(aside, path.join(context.replaced.directory, name));
}

/**
 * Clears away the directories that a killed run has taken from their places for a link. What came in since that run was
 * planned is kept.
 *
 * @param owned what was ours before this run
 * @throws system errors
 */
export function clearOldDirectories(context: ApplyContext, owned: Ledger["files"]): void {
  for (const name of namesIn(context.state.staging)) {
    if (!name.startsWith(OLD)) continue;
    const aside = path.join(context.state.staging, name);
    const app = name.slice(OLD.length);
    for (const { path: logicalPath, stats } of walkTarget(aside, app)) {
      const entry = owned.get(logicalPath);
      const file = path.join(aside, ...logicalPath.split("/").slice(1));
      if (entry === undefined || stats?.isFile() !== true) continue;
      if (compareWithLedger(entry, "copy", { path: file, identity: identityOf(stats) }).same) unlinkSync(file);
    }
    // No label has a dot: what this run moves there itself has another name.
    keepRest(context, aside, `${app}.recovered`);
  }
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

/**
 * Puts an app's staged directory where a link of ours stood. What the link leads to is not touched.
 *
 * @throws TARGET_CHANGED; system errors. The link stands then.
 */
export function applySwap(context: ApplyContext, action: SwapAction): void {
  const where = placeIn(context, action.path);
  const staged = path.join(context.state.staging, action.path);
  const text = readLink(where) ?? "";
  requireReached(where, action.path);
  requireExpected(where, action.path, action.expected);
  unlinkSync(where);
  try {
    renameSync(staged, where);
  } catch (error) {
    makeLink(where, text);
    throw error;
  }
  context.links.delete(action.path);
  for (const entry of context.staged.get(action.app) ?? []) context.files.set(entry.path, entry);
}
