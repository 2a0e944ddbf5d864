import { lstatSync, statSync } from "node:fs";
import path from "node:path";
import { type InstalledApp, reasonOf } from "@mediaroot/core";
import { identityOf, LEDGER_DIRECTORY } from "@mediaroot/core/internal";
import { absolutePath } from "../target/target-path.ts";
import { leadsTo, linkCommand, linkText, makeLink, readLink, removeLink, whyNoLink } from "../target/link-directory.ts";
import { countUnchanged, type PlanDraft, setLedgerFile } from "./plan-draft.ts";
import { openState } from "../state/open-state.ts";
import { trialName } from "../state/state-directory.ts";
import type { LinkAction, RemoveAction } from "./sync-action.ts";
import type { TargetEntry } from "../target/target-state.ts";

/** The result of checking whether one app can be linked. */
type LinkVerdict =
  | { readonly kind: "link"; readonly action: LinkAction }
  | { readonly kind: "linked already" }
  | { readonly kind: "no media" }
  | { readonly kind: "refused"; readonly reason: string };

/** The apps to link, and the reasons why others cannot be linked, by label. An app without media is in neither. */
export interface LinkPlan {
  readonly linked: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, string>;
}

/** Plans the links of some apps. All checks are made here, including a trial link on the target's file system. */
export function planLinks(draft: PlanDraft, apps: readonly InstalledApp[]): LinkPlan {
  const verdicts = new Map(apps.map((app) => [app, tryJudge(draft, app)]));
  const [toLink] = [...verdicts].flatMap(([app, { kind }]) => (kind === "link" ? app : []));
  const trial = toLink === undefined ? undefined : tryLink(draft.target.directory, toLink.mediaLocation);
  const refused = new Map<string, string>();
  for (const [{ label }, verdict] of verdicts) {
    if (verdict.kind === "refused") refused.set(label, verdict.reason);
    else if (verdict.kind === "link" && trial !== undefined) refused.set(label, `links cannot be made there: ${trial}`);
  }
  const accepted = [...verdicts].filter(([{ label }, { kind }]) => !refused.has(label) && kind !== "no media");
  for (const [app, verdict] of accepted) accept(draft, app, verdict);
  return { linked: new Set(accepted.map(([{ label }]) => label)), refused };
}

/** Adds a refusal to the plan, with the command that makes the link by hand. */
export function refuseLink(draft: PlanDraft, app: InstalledApp, reason: string): void {
  const place = absolutePath(draft.target.directory, app.label);
  const command = linkCommand(place, app.mediaLocation);
  draft.refusals.push({ app: app.label, path: app.label, reason, command });
}

function tryJudge(draft: PlanDraft, app: InstalledApp): LinkVerdict {
  try {
    return judge(draft, app);
  } catch (error) {
    return { kind: "refused", reason: `its path in the target cannot be read: ${reasonOf(error)}` };
  }
}

function judge(draft: PlanDraft, app: InstalledApp): LinkVerdict {
  if (statSync(app.mediaDirectory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (!app.namesMedia) return { kind: "no media" };
    return { kind: "refused", reason: "the media directory that INSTALLED_APPS names does not exist" };
  }
  const { label } = app;
  const entry = draft.targetState.at(label);
  const place = absolutePath(draft.target.directory, label);
  const action = (more: Pick<LinkAction, "expected" | "copies">): LinkVerdict => ({
    kind: "link",
    action: { kind: "link", app: label, path: label, to: app.mediaLocation, ...more },
  });
  if (entry.kind === "absent") return action({ expected: undefined, copies: undefined });
  if (entry.kind === "our link") {
    if (leadsTo(place, app.mediaDirectory) && !isOutdated(draft, app, place)) return { kind: "linked already" };
    return action({ expected: entry.identity, copies: undefined });
  }
  if (entry.kind === "our directory") {
    const { copies } = entry;
    return action({ expected: identityOf(lstatSync(place)), copies: copies.map((copy) => removal(label, copy)) });
  }
  return { kind: "refused", reason: whyInTheWay(draft, label, entry) };
}

/**
 * Whether a link of ours leads past the link by which an app is found, to one installed version of it. pnpm removes that version
 * after an upgrade.
 */
function isOutdated({ ledger }: PlanDraft, app: InstalledApp, place: string): boolean {
  const text = readLink(place);
  if (text === undefined || text !== ledger.links.get(app.label)) return false;
  return app.mediaLocation !== app.mediaDirectory && path.resolve(path.dirname(place), text) === app.mediaDirectory;
}

function removal(
  app: string,
  copy: { readonly path: string; readonly identity: RemoveAction["expected"] },
): RemoveAction {
  return { kind: "remove", app, path: copy.path, expected: copy.identity };
}

function whyInTheWay(draft: PlanDraft, label: string, entry: TargetEntry): string {
  const place = absolutePath(draft.target.directory, label);
  if (entry.kind !== "override") return `${place} exists`;
  if (entry.what === "link") return `${place} is a link to ${readLink(place) ?? "nowhere"} that syncmedia did not make`;
  if (entry.what !== "directory") return `${place} is a file that syncmedia did not make`;
  const theirs = draft.targetState.below(label).filter(({ kind }) => kind !== "copy");
  const [first] = theirs;
  if (first === undefined) return `${place} is a directory that syncmedia did not make`;
  const others = theirs.length === 1 ? "" : ` and ${theirs.length - 1} more`;
  return `${place} is a directory that holds what is not syncmedia's: ${first.path}${others}`;
}

function accept(draft: PlanDraft, app: InstalledApp, verdict: LinkVerdict): void {
  if (verdict.kind === "link") draft.actions.push(verdict.action);
  if (verdict.kind === "linked already") {
    const text = readLink(absolutePath(draft.target.directory, app.label)) ?? "";
    if (draft.links.get(app.label) !== text) draft.unsettled = true;
    draft.links.set(app.label, text);
    countUnchanged(draft, app.label);
    for (const file of draft.ledger.files.keys()) {
      if (file.startsWith(`${app.label}/`)) setLedgerFile(draft, file, undefined);
    }
  }
}

/**
 * Makes a link beside the ledger, verifies it and removes it. Nothing else in the state directory is touched, as another run may
 * be working there.
 *
 * @returns why it could not be made; undefined if it could
 */
function tryLink(target: string, directory: string): string | undefined {
  try {
    makeTrialLink(target, directory);
    return undefined;
  } catch (error) {
    return whyNoLink(error);
  }
}

function makeTrialLink(target: string, directory: string): void {
  const opened = openState(target);
  const name = trialName();
  const place = path.join(opened.state.directory, name);
  try {
    makeLink(place, linkText(path.join(target, LEDGER_DIRECTORY, name), directory), directory);
  } finally {
    removeLink(place);
    opened.close();
  }
}
