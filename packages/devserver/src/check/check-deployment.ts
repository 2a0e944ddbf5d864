import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import type { MediaFinder, Project } from "@mediaroot/core";
import { isDirectory, ledgerTarget, loadLedger, sha256Of } from "@mediaroot/core/internal";
import { joinFirst, ledgerPath } from "@mediaroot/core/media";
import { warnOfOldManifest } from "../project/old-manifest.ts";
import { finding, type Finding } from "./finding.ts";
import { checkSettings } from "./rules/check-settings.ts";
import { settingsPlace } from "./settings-place.ts";

/** Checks the settings for production, what has been published, and the rights of MEDIA_ROOT. */
export async function checkDeployment(project: Project, finder: MediaFinder): Promise<readonly Finding[]> {
  return [...checkSettings(project), ...(await checkPublication(project, finder)), ...checkRights(project)];
}

async function checkPublication(project: Project, finder: MediaFinder): Promise<readonly Finding[]> {
  const { settings, root } = project;
  const place = settingsPlace(project, "SYNCMEDIA");
  const manifest = path.resolve(root, settings.MEDIA_MANIFEST);
  if (settings.SYNCMEDIA.HASH !== false && !existsSync(manifest))
    return [finding("deploy.E007", place, `There is no ${settings.MEDIA_MANIFEST}, though SYNCMEDIA.HASH is set.`)];
  if (project.publication !== undefined && !existsSync(ledgerPath(project.publication)))
    return [finding("deploy.E007", place, `Nothing has been published to ${project.publication}.`)];
  const old = await warnOfOldManifest({ ...project, debug: false });
  const texts = old.length > 0 ? old : oldCopies(project, finder);
  return texts.map((text) => finding("deploy.W006", place, text));
}

/** Compares the files of the ledger with the media: their content decides, since a checkout gives every file a new time. */
function oldCopies(project: Project, finder: MediaFinder): readonly string[] {
  const { publication, mediaRoot, root } = project;
  const target = publication ?? mediaRoot;
  const ledger = loadLedger(target, root);
  if (ledger === undefined) return [];
  const { files } = finder.list({ overrides: publication !== undefined });
  const changed = files.filter(({ logicalPath, path: file, identity }) => {
    const copy = ledger.files.get(logicalPath);
    if (copy === undefined) return publication !== undefined || !existsSync(path.join(mediaRoot, logicalPath));
    return copy.size !== identity.size || copy.sha256 !== sha256Of(file);
  });
  if (changed.length === 0) return [];
  const names = joinFirst(changed.map(({ logicalPath }) => logicalPath));
  return [`In ${ledgerTarget(root, target)} these are missing or older than the media: ${names}.`];
}

/** Rights mean something else on Windows. */
function checkRights(project: Project): readonly Finding[] {
  const { mediaRoot } = project;
  if (!isDirectory(mediaRoot)) return [];
  const place = settingsPlace(project, "MEDIA_ROOT");
  const isOpen = path.sep === "/" && (statSync(mediaRoot).mode & 0o002) !== 0;
  return [
    ...(isOpen ? [finding("deploy.E008", place, `Every user of the machine can write to ${mediaRoot}.`)] : []),
    ...(canRead(mediaRoot) ? [] : [finding("deploy.E009", place, `${mediaRoot} cannot be read by this user.`)]),
  ];
}

function canRead(directory: string): boolean {
  try {
    accessSync(directory, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
