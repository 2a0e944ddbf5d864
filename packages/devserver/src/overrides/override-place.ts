import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { createMediaFinder, loadAppConfig, type LoadedApp, type Project, splitPath } from "@mediaroot/core";
import {
  contains,
  createLedgerIndex,
  loadLedger,
  realPathOf,
  suggest,
  templateDirectory,
} from "@mediaroot/core/internal";
import { devserverError } from "../errors.ts";
import { templateDirectories } from "../project/project-report.ts";
import type { OverrideOrigin } from "./override-record.ts";

/** A file of an app, and the place of its override. */
export interface OverridePlace extends Pick<OverrideOrigin, "kind" | "path" | "label" | "directory"> {
  /** The app's file, absolute. */
  readonly original: string;
  /** Where the project's file wins over it, absolute. */
  readonly override: string;
}

/**
 * Finds the app's media file at a logical path, and the place in MEDIA_ROOT where it is overridden.
 *
 * @throws OVERRIDE_NOT_FOUND, OVERRIDE_COPY, OVERRIDE_LINKED
 */
export async function findMediaPlace(logicalPath: string, project: Project): Promise<OverridePlace> {
  const finder = createMediaFinder(project);
  const segments = splitPath(logicalPath);
  const trace = finder.trace(segments);
  const attempts = trace.kind === "refused" ? [] : trace.attempts;
  const own = attempts.find(({ source }) => source.kind === "project");
  const shipped = attempts.find(({ source, outcome }) => source.kind === "app" && /^(?:found|shadowed)$/.test(outcome));
  if (own === undefined || shipped?.source.kind !== "app") {
    const near = trace.kind === "refused" ? [] : (await finder.suggest(segments)).paths.map((one) => one.join("/"));
    throw devserverError("OVERRIDE_NOT_FOUND", { kind: "media file", path: logicalPath, near: suggest(near) });
  }
  const winner = finder.find(segments);
  if (winner?.source.kind === "project" && createLedgerIndex(loadLedger(project.mediaRoot, project.root)).owns(winner))
    throw devserverError("OVERRIDE_COPY", { file: winner.path });
  requireInside(own.path, project.mediaRoot);
  return { kind: "media", path: logicalPath, label: shipped.source.label, original: shipped.path, override: own.path };
}

/**
 * Finds an app's template, and the place in the first writable directory of TEMPLATES.DIRS where it is overridden. Imports the apps'
 * `app.ts`, which may name their template directories.
 *
 * @throws OVERRIDE_NOT_FOUND, OVERRIDE_NO_DIRECTORY, OVERRIDE_LINKED, and the errors of `loadAppConfig`
 */
export async function findTemplatePlace(name: string, project: Project): Promise<OverridePlace> {
  const { createTemplates } = await import("@mediaroot/templates");
  const apps: LoadedApp[] = [];
  for (const app of project.registry.apps) apps.push(await loadAppConfig(app));
  const trace = createTemplates(project, apps).trace(name);
  const places = trace.kind === "refused" ? [] : trace.places;
  const directories = templateDirectories(project);
  const shipped = places.findIndex(
    ({ outcome }, index) => index >= directories.length && /^(?:found|shadowed)$/.test(outcome),
  );
  const [app, original] = [apps[shipped - directories.length], places[shipped]?.path];
  if (app === undefined || original === undefined)
    throw devserverError("OVERRIDE_NOT_FOUND", {
      kind: "template",
      path: name,
      near: suggest("near" in trace ? trace.near : []),
    });
  const directory = directories.find((one) => existsSync(path.join(one, name))) ?? directories.find(isWritable);
  if (directory === undefined) throw devserverError("OVERRIDE_NO_DIRECTORY", { directories });
  const override = path.join(directory, name);
  requireInside(override, directory);
  const { label } = app.app;
  const shippedIn = path.relative(app.app.directory, templateDirectory(app)).split(path.sep).join("/");
  return { kind: "template", path: name, label, directory: shippedIn, original, override };
}

/** A link in the way, such as those of `syncmedia --link`, may lead into the app itself. */
function requireInside(override: string, directory: string): void {
  const place = realPathOf(path.dirname(override));
  if (!contains(realPathOf(directory), place))
    throw devserverError("OVERRIDE_LINKED", { place: path.dirname(override), to: place });
}

function isWritable(directory: string): boolean {
  const existing = existsSync(directory) ? directory : path.dirname(directory);
  try {
    accessSync(existing, constants.W_OK);
    return true;
  } catch {
    return existing !== directory && !existsSync(existing) && isWritable(existing);
  }
}
