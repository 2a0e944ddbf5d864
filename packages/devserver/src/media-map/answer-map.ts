import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { createMediaFinder, reasonOf } from "@mediaroot/core/media";
import { MAP_PAGE_POLICY } from "@mediaroot/media/pages";
import type { ProjectReport } from "../link/messages.ts";
import { renderOverrideDiff } from "../overrides/override-diff.ts";
import { loadOverrideDrift } from "../overrides/override-drift.ts";
import { renderFilePage, renderNoFile } from "./file-page.ts";
import { loadShownPath } from "./load-file.ts";
import { type MapPage, renderMap } from "./map-page.ts";
import { type MediaScan, scanMedia } from "./media-scan.ts";
import { searchFiles } from "./search-files.ts";

/** While somebody types, one scan answers every letter. */
const SCAN_LASTS_MS = 5000;

let latest: { readonly project: ProjectReport; readonly at: number; readonly scan: Promise<MediaScan> } | undefined;

/** Answers a request for the media map: `?q=` searches, `?page=` turns pages, `?path=` shows one logical path. */
export async function answerMap(
  request: IncomingMessage,
  response: ServerResponse,
  project: ProjectReport,
): Promise<void> {
  const query = new URLSearchParams(/\?(.*)$/.exec(request.url ?? "")?.[1]);
  const logicalPath = query.get("path");
  const shown = logicalPath === null ? undefined : loadShownPath(createMediaFinder(project.site), logicalPath);
  if (logicalPath !== null)
    return send(response, shown ? 200 : 404, shown ? renderFilePage(shown) : renderNoFile(logicalPath));
  const { files, counts } = await scanOf(project);
  const result = searchFiles(files, query.get("q") ?? "", pageNumber(query.get("page")));
  const placeOf = (directory: string): string => path.relative(project.root, directory) || ".";
  send(response, 200, renderMap({ counts, result, placeOf, ...driftOf(project) }));
}

async function scanOf(project: ProjectReport): Promise<MediaScan> {
  const now = performance.now();
  if (latest?.project !== project || now - latest.at > SCAN_LASTS_MS) {
    latest = { project, at: now, scan: scanMedia(createMediaFinder(project.site), project.site.sources) };
  }
  return latest.scan;
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
