import { type Markup, markup, renderPage } from "@mediaroot/media/pages";
import type { Finding } from "../check/finding.ts";
import { type FindingGroup, type FindingKind, groupFindings, summarizeFindings } from "../check/summarize-findings.ts";
import { sealPosition } from "../error-report/sealed-position.ts";
import { EDITOR_PATH, MEDIA_MAP_PATH } from "../link/own-paths.ts";

/** The URL of the page that runs a check and shows its findings. */
const FINDINGS_PATH = `${MEDIA_MAP_PATH}?findings`;

/** A package may have the same fault in thousands of files. */
const MAX_OF_A_KIND = 100;

/** @returns the link that runs a check. The script of the map replaces it with the findings. */
export function renderCheckLink(): Markup {
  return markup`<h2>Findings</h2>\n<div id="findings" aria-live="polite"><a href="${FINDINGS_PATH}">Check the site</a></div>\n`;
}

/**
 * Renders what `devserver check` has found.
 *
 * @param placeOf shortens the path of a file
 */
export function renderFindingsPage(findings: readonly Finding[], placeOf: (file: string) => string): string {
  const groups = groupFindings(findings).map((group) => renderGroup(group, placeOf));
  const summary = summarizeFindings(findings);
  return renderFindings(
    groups.length === 0 ? markup`${summary}` : markup`<details open><summary>${summary}</summary>\n${groups}</details>`,
  );
}

/** Renders why no check was possible. */
export function renderCheckFault(reason: string): string {
  return renderFindings(markup`<span class="mark">The check has failed:</span> ${reason}`);
}

function renderFindings(content: Markup): string {
  return renderPage(
    "Findings - Media map",
    markup`<p><a href="${MEDIA_MAP_PATH}">Media map</a></p>\n<h1>Findings</h1>\n<div id="findings">${content}</div>`,
  );
}

type PlaceOf = (file: string) => string;

function renderGroup({ app, kinds }: FindingGroup, placeOf: PlaceOf): Markup {
  return markup`<h3>${app}</h3>\n${kinds.map((kind) => renderKind(kind, placeOf))}`;
}

function renderKind({ findings, fix }: FindingKind, placeOf: PlaceOf): Markup {
  const shown = findings.slice(0, MAX_OF_A_KIND).map((one) => renderFinding(one, placeOf));
  const left = findings.length - shown.length;
  const more =
    left === 0 ? "" : markup`<p>and ${left} more of this kind: <code>devserver check --json</code> has all</p>\n`;
  return markup`<ul>\n${shown}</ul>\n${more}<p class="dim">${renderFix(fix)}</p>\n`;
}

/** Code is between backticks. */
function renderFix(fix: string): readonly Markup[] {
  return fix.split("`").map((part, index) => (index % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`));
}

function renderFinding({ id, level, file, line, column, message }: Finding, placeOf: PlaceOf): Markup {
  const position = sealPosition({ file, line, column });
  return markup`<li><span class="${level === "error" ? "mark" : "dim"}">${level} ${id}</span>
<form method="post" action="${EDITOR_PATH}"><button name="position" value="${position}" title="Open in your editor"><code>${placeOf(file)}:${line}:${column}</code></button></form>
${message}</li>\n`;
}
