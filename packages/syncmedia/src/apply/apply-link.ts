import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import path from "node:path";
import { identityOf, type Ledger } from "@mediaroot/core";
import { type ApplyContext, absolutePathIn, requireExpected, requireReached } from "./apply-context.ts";
import { compareWithLedger } from "../disk/content.ts";
import { syncError } from "../errors.ts";
import { leadsTo, linkText, makeLink, readLink, removeLink } from "../target/link-directory.ts";
import { removeIfEmpty } from "../state/state-directory.ts";
import type { LinkAction, SwapAction } from "../plan/sync-action.ts";
import { walkTarget } from "../target/target-walk.ts";

/** A link that is made and not yet moved to its path. */
interface PreparedLink {
  readonly action: LinkAction;
  readonly place: string;
  readonly text: string;
  readonly temporary: string;
}

/**
 * Creates links, all or nothing: each is made and verified first. If one cannot be moved to its path, those before it are
 * undone.
 *
 * @throws LINK_FAILED, TARGET_CHANGED; system errors; every app is as it was before then
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

/** A relative link cannot be verified in the staging directory: it leads to the app only from its final path. */
function prepare(context: ApplyContext, action: LinkAction): PreparedLink {
  const where = absolutePathIn(context, action.path);
  const text = linkText(where, action.to);
  const temporary = context.temporary();
  makeLink(temporary, text);
  return { action, place: where, text, temporary };
}

/** Prefix of the directory in staging that holds an app's copies while the link replaces them. */
const OLD = "link.";

function oldDirectory(context: ApplyContext, { action }: PreparedLink): string {
  return path.join(context.state.staging, OLD + action.app);
}

/** @returns a function that undoes it */
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

/** Deletes the copies that the link replaced; files added since planning are kept. */
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
      // It was edited meanwhile, so it is not ours any more.
    }
  }
  keepRest(context, aside, action.app);
}

/** Moves what is left in a directory of copies, and so is not ours, to `.syncmedia/replaced/<time>/`. */
function keepRest(context: ApplyContext, aside: string, name: string): void {
  for (const { path: inner, stats } of walkTarget(aside, aside))
    if (stats?.isDirectory() === true) removeIfEmpty(inner);
  if (removeIfEmpty(aside)) return;
  context.replaced.used = true;
  mkdirSync(context.replaced.directory, { recursive: true });
  renameSync(aside, path.join(context.replaced.directory, name));
}

/**
 * Removes directories of copies that a killed run was replacing by a link. Files added since that run was planned are kept.
 *
 * @param owned the files that were ours before this run
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
    // No label contains a dot, so this name cannot clash with an app's.
    keepRest(context, aside, `${app}.recovered`);
  }
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

/**
 * Replaces a link of ours by an app's staged directory. The target of the link is not touched.
 *
 * @throws TARGET_CHANGED; system errors; the link is unchanged then
 */
export function applySwap(context: ApplyContext, action: SwapAction): void {
  const where = absolutePathIn(context, action.path);
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
