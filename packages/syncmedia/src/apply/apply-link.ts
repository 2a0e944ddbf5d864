import { lstatSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import { identityOf, type Ledger } from "@mediaroot/core/internal";
import { type ApplyContext, markChanged, reach, requireExpected } from "./apply-context.ts";
import { compareWithLedger } from "../disk/content.ts";
import { removeIfEmpty } from "../disk/remove.ts";
import { syncError } from "../errors.ts";
import type { LinkAction, SwapAction } from "../plan/sync-action.ts";
import { leadsTo, linkText, makeLink, readLink, removeLink } from "../target/link-directory.ts";
import { absolutePath } from "../target/target-path.ts";
import { type WalkedEntry, walkTarget } from "../target/target-walk.ts";

/** A link that is made and not yet moved to its path. */
interface PreparedLink {
  readonly action: LinkAction;
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
    for (const link of prepared) undo.push(moveToPath(context, link));
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
  const text = linkText(absolutePath(context.state.target, action.path), action.to);
  const temporary = context.temporary();
  makeLink(temporary, text);
  return { action, text, temporary };
}

/** Prefix of the directory in staging that holds an app's copies while the link replaces them. */
const OLD = "link.";

/** @returns a function that undoes it */
function moveToPath(context: ApplyContext, { action, text, temporary }: PreparedLink): () => void {
  // A label is a single name, so its directory is the target itself, which stays open.
  const where = reach(context, action.path) ?? "";
  const existed = requireExpected(where, action.path, action.expected);
  const old = existed ? readLink(where) : undefined;
  const aside = context.staging.reach(OLD + action.app) ?? "";
  context.journal.add({ link: action.app, to: text });
  const isMoved = existed && action.copies !== undefined;
  if (isMoved) renameSync(where, aside);
  const back = (): void => {
    removeLink(where);
    if (isMoved) renameSync(aside, where);
    else if (old !== undefined) makeLink(where, old);
  };
  try {
    renameSync(temporary, where);
  } catch (error) {
    if (lstatSync(where, { throwIfNoEntry: false }) === undefined) back();
    throw error;
  }
  markChanged(context, action.path);
  if (leadsTo(where, action.to)) return back;
  back();
  throw syncError("LINK_FAILED", { path: absolutePath(context.state.target, action.path), reason: "it leads nowhere" });
}

/** Deletes the copies that the link replaced; files added since planning are kept. */
function settle(context: ApplyContext, { action, text }: PreparedLink): void {
  context.links.set(action.app, text);
  for (const file of context.files.keys()) if (file.startsWith(`${action.app}/`)) context.files.delete(file);
  const aside = OLD + action.app;
  if (action.copies === undefined || !isThere(context.staging.reach(aside))) return;
  for (const { path: logicalPath, expected } of action.copies) {
    try {
      const file = context.staging.reach(OLD + logicalPath);
      if (file !== undefined && requireExpected(file, logicalPath, expected)) unlinkSync(file);
    } catch {
      // It was edited meanwhile, so it is not ours any more.
    }
  }
  keepRest(context, aside, action.app);
}

function isThere(place: string | undefined): boolean {
  return place !== undefined && lstatSync(place, { throwIfNoEntry: false }) !== undefined;
}

type Cleaning = Pick<ApplyContext, "staging" | "replaced">;

/** Moves what is left in a directory of copies, and so is not ours, to `.syncmedia/replaced/<time>/`. */
function keepRest({ staging, replaced }: Cleaning, aside: string, name: string): void {
  for (const { path: inner, stats } of walkStaging(staging, aside)) {
    if (stats?.isDirectory() === true) removeIfEmpty(staging.reach(inner) ?? "");
  }
  const place = staging.reach(aside) ?? "";
  if (removeIfEmpty(place)) return;
  renameSync(place, replaced.tree().make(name));
}

/** Walked completely first: `reach` makes earlier paths invalid. */
function walkStaging(staging: ApplyContext["staging"], directory: string): readonly WalkedEntry[] {
  return [...walkTarget(staging.reach(directory) ?? "", directory)];
}

/**
 * Removes directories of copies that a killed run was replacing by a link. Files added since that run was planned are kept.
 *
 * @param owned the files that were ours before this run
 * @throws system errors
 */
export function clearOldDirectories({ staging, replaced }: Cleaning, owned: Ledger["files"]): void {
  for (const name of readdirSync(staging.reach("") ?? "")) {
    if (!name.startsWith(OLD)) continue;
    for (const { path: inner, stats } of walkStaging(staging, name)) {
      const entry = owned.get(inner.slice(OLD.length));
      const file = staging.reach(inner);
      if (entry === undefined || file === undefined || stats?.isFile() !== true) continue;
      if (compareWithLedger(entry, "copy", { path: file, identity: identityOf(stats) }).same) unlinkSync(file);
    }
    // No label contains a dot, so this name cannot clash with an app's.
    keepRest({ staging, replaced }, name, `${name.slice(OLD.length)}.recovered`);
  }
}

/**
 * Replaces a link of ours by an app's staged directory. The target of the link is not touched.
 *
 * @throws TARGET_CHANGED; system errors; the link is unchanged then
 */
export function applySwap(context: ApplyContext, action: SwapAction): void {
  const where = reach(context, action.path) ?? "";
  const staged = context.staging.reach(action.path) ?? "";
  const text = readLink(where) ?? "";
  requireExpected(where, action.path, action.expected);
  unlinkSync(where);
  try {
    renameSync(staged, where);
  } catch (error) {
    makeLink(where, text);
    throw error;
  }
  markChanged(context, action.path);
  context.links.delete(action.path);
  for (const entry of context.staged.get(action.app) ?? []) context.files.set(entry.path, entry);
}
