import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { createMediaFinder, reasonOf } from "@mediaroot/core/media";
import { MAP_PAGE_POLICY } from "@mediaroot/media/pages";
import type { CheckRuns } from "../check/check-runs.ts";
import type { ProjectReport } from "../link/messages.ts";
import { renderOverrideDiff } from "../overrides/override-diff.ts";
import { loadOverrideDrift } from "../overrides/override-drift.ts";
import { renderCheckFault, renderFindingsPage } from "./findings-page.ts";
import { renderFilePage, renderNoFile } from "./file-page.ts";
import { loadShownPath } from "./load-file.ts";
import { type MapPage, renderMap } from "./map-page.ts";
import { type MediaScan, scanMedia } from "./media-scan.ts";
import { searchFiles } from "./search-files.ts";

/** While somebody types, one scan answers every letter. */
const SCAN_LASTS_MS = 5000;

/** The page of all media of the site. */
export interface MediaMap {
  /**
   * Answers a request for the map: `?q=` searches, `?page=` turns pages, `?path=` shows one logical path, `?findings` checks the
   * project and shows what is wrong with it.
   *
   * @throws system errors of reading the media
   */
  answer(request: IncomingMessage, response: ServerResponse, project: ProjectReport): Promise<void>;
}

/** Creates the map. Nothing is scanned or checked before the first request. */
export function createMediaMap(check: CheckRuns["run"]): MediaMap {
  let latest: { readonly project: ProjectReport; readonly at: number; readonly scan: Promise<MediaScan> } | undefined;
  const scanOf = async (project: ProjectReport): Promise<MediaScan> => {
    const at = performance.now();
    if (latest?.project !== project || at - latest.at > SCAN_LASTS_MS) {
      latest = { project, at, scan: scanMedia(createMediaFinder(project.site), project.site.sources) };
    }
    return latest.scan;
  };
  return {
    async answer(request, response, project) {
      const query = new URLSearchParams(/\?(.*)$/.exec(request.url ?? "")?.[1]);
      const logicalPath = query.get("path");
      const placeOf = (file: string): string => path.relative(project.root, file) || ".";
      if (logicalPath !== null) return sendFile(response, project, logicalPath);
      if (query.has("findings")) return send(response, 200, await findingsPage(check, placeOf));
      const { files, counts } = await scanOf(project);
      const result = searchFiles(files, query.get("q") ?? "", pageNumber(query.get("page")));
      send(response, 200, renderMap({ counts, result, placeOf, ...driftOf(project) }));
    },
  };
}

function sendFile(response: ServerResponse, { site }: ProjectReport, logicalPath: string): void {
  const shown = loadShownPath(createMediaFinder(site), logicalPath);
  if (shown === undefined) send(response, 404, renderNoFile(logicalPath));
  else send(response, 200, renderFilePage(shown));
}

async function findingsPage(check: CheckRuns["run"], placeOf: (file: string) => string): Promise<string> {
  try {
    return renderFindingsPage(await check(), placeOf);
  } catch (error) {
    return renderCheckFault(reasonOf(error));
  }
}

function driftOf(project: ProjectReport): Pick<MapPage, "drift" | "driftFault"> {
  try {
    const drift = loadOverrideDrift(project);
    const shown = drift.map((recorded) => ({ recorded, diff: renderOverrideDiff(recorded, project.root) }));
    return { drift: shown, driftFault: undefined };
  } catch (error) {
    return { drift: [], driftFault: reasonOf(error) };
  }
}

/** @returns 1 for what is no number of a page */
function pageNumber(written: string | null): number {
  return /^[1-9]\d{0,8}$/.test(written ?? "") ? Number(written) : 1;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": MAP_PAGE_POLICY,
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
