import { lstatSync, statSync } from "node:fs";
import path from "node:path";
import { identityOf, type InstalledApp, reasonOf } from "@mediaroot/core";
import { placeOf } from "../target/inside-target.ts";
import { leadsTo, linkCommand, linkText, makeLink, readLink, removeLink, whyNoLink } from "../target/link-directory.ts";
import { countUnchanged, type PlanDraft, setEntry } from "./plan-draft.ts";
import { openStateDirectory, type StateDirectory } from "../state/state-directory.ts";
import type { LinkAction, RemoveAction } from "./sync-action.ts";
import type { Standing } from "../target/target-state.ts";

/** What linking one app comes to. */
type LinkVerdict =
  | { readonly kind: "link"; readonly action: LinkAction }
  | { readonly kind: "stands" }
  | { readonly kind: "no media" }
  | { readonly kind: "refused"; readonly reason: string };

/** Which apps are linked, and why others cannot be, by label. An app without media is in neither. */
export interface LinkPlan {
  readonly linked: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, string>;
}

/** Plans the links of some apps. Every check is made here, a trial link on the target's own file system included. */
export function planLinks(draft: PlanDraft, apps: readonly InstalledApp[]): LinkPlan {
  const verdicts = new Map(apps.map((app) => [app, tryJudge(draft, app)]));
  const [toLink] = [...verdicts].flatMap(([app, { kind }]) => (kind === "link" ? app : []));
  const trial = toLink === undefined ? undefined : tryLink(draft.state, toLink.mediaDirectory);
  const refused = new Map<string, string>();
  for (const [{ label }, verdict] of verdicts) {
    if (verdict.kind === "refused") refused.set(label, verdict.reason);
    else if (verdict.kind === "link" && trial !== undefined) refused.set(label, `links cannot be made there: ${trial}`);
  }
  const accepted = [...verdicts].filter(([{ label }, { kind }]) => !refused.has(label) && kind !== "no media");
  for (const [app, verdict] of accepted) accept(draft, app, verdict);
  return { linked: new Set(accepted.map(([{ label }]) => label)), refused };
}

/** @returns what to tell of a link that cannot be made, with the command that makes it by hand */
export function refuseLink(draft: PlanDraft, app: InstalledApp, reason: string): void {
  const place = placeOf(draft.target.directory, app.label);
  const command = linkCommand(place, app.mediaDirectory);
  draft.refusals.push({ app: app.label, path: app.label, reason, command });
}

function tryJudge(draft: PlanDraft, app: InstalledApp): LinkVerdict {
  try {
    return judge(draft, app);
  } catch (error) {
    return { kind: "refused", reason: `what stands there cannot be looked at: ${reasonOf(error)}` };
  }
}

function judge(draft: PlanDraft, app: InstalledApp): LinkVerdict {
  if (statSync(app.mediaDirectory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (!app.namesMedia) return { kind: "no media" };
    return { kind: "refused", reason: "INSTALLED_APPS names its media, and that directory is not there" };
  }
  const { label } = app;
  const standing = draft.targetState.at(label);
  const place = placeOf(draft.target.directory, label);
  const action = (more: Pick<LinkAction, "expected" | "copies">): LinkVerdict => ({
    kind: "link",
    action: { kind: "link", app: label, path: label, to: app.mediaDirectory, ...more },
  });
  if (standing.kind === "absent") return action({ expected: undefined, copies: undefined });
  if (standing.kind === "our link") {
    if (leadsTo(place, app.mediaDirectory)) return { kind: "stands" };
    return action({ expected: standing.identity, copies: undefined });
  }
  if (standing.kind === "our directory") {
    const { copies } = standing;
    return action({ expected: identityOf(lstatSync(place)), copies: copies.map((copy) => removal(label, copy)) });
  }
  return { kind: "refused", reason: whyInTheWay(draft, label, standing) };
}

function removal(
  app: string,
  copy: { readonly path: string; readonly identity: RemoveAction["expected"] },
): RemoveAction {
  return { kind: "remove", app, path: copy.path, expected: copy.identity };
}

function whyInTheWay(draft: PlanDraft, label: string, standing: Standing): string {
  const place = placeOf(draft.target.directory, label);
  if (standing.kind !== "override") return `${place} stands there`;
  if (standing.what === "link")
    return `${place} is a link to ${readLink(place) ?? "nowhere"} that syncmedia did not make`;
  if (standing.what !== "directory") return `${place} is a file that syncmedia did not make`;
  const theirs = draft.targetState.below(label).filter(({ kind }) => kind !== "copy");
  const [first] = theirs;
  if (first === undefined) return `${place} is a directory that syncmedia did not make`;
  const others = theirs.length === 1 ? "" : ` and ${theirs.length - 1} more`;
  return `${place} is a directory that holds what is not syncmedia's: ${first.path}${others}`;
}

function accept(draft: PlanDraft, app: InstalledApp, verdict: LinkVerdict): void {
  if (verdict.kind === "link") draft.actions.push(verdict.action);
  if (verdict.kind === "stands") {
    const text = readLink(placeOf(draft.target.directory, app.label)) ?? "";
    if (draft.links.get(app.label) !== text) draft.unsettled = true;
    draft.links.set(app.label, text);
    countUnchanged(draft, app.label);
    for (const file of draft.ledger.files.keys()) {
      if (file.startsWith(`${app.label}/`)) setEntry(draft, file, undefined);
    }
  }
}

/**
 * Makes a link beside the ledger, looks whether it is there, and takes it away.
 *
 * @returns why it could not be made
 */
function tryLink(state: StateDirectory, directory: string): string | undefined {
  const place = path.join(state.directory, `trial-${crypto.randomUUID()}`);
  try {
    const close = openStateDirectory(state);
    try {
      makeLink(place, linkText(place, directory), directory);
      return undefined;
    } finally {
      removeLink(place);
      close();
    }
  } catch (error) {
    return whyNoLink(error);
  }
}
