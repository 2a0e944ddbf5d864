import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { type ListedFile, loadManifest, type Manifest, renderManifest } from "@mediaroot/core";
import type { ContentCoding, LedgerFiles } from "@mediaroot/core/internal";
import { readText } from "../disk/read-text.ts";
import { CODING_EXTENSION } from "../publication/compression.ts";
import { absolutePath } from "../target/target-path.ts";
import { ledgerFiles, type PlanDraft, PROJECT_GROUP, setLedgerFile } from "./plan-draft.ts";
import { planMade } from "./plan-file.ts";
import { MANIFEST_NAME, type ManifestContent, type PublishedManifest } from "./write-content.ts";

/** @returns the manifest that is in the target; one that cannot be read only costs that every file is read again */
export function publishedManifest({ target }: PlanDraft): Manifest {
  return manifestAt(path.join(target.directory, MANIFEST_NAME));
}

function manifestAt(file: string): Manifest {
  try {
    return loadManifest(file) ?? new Map();
  } catch {
    return new Map();
  }
}

/** @returns the file of the project that gets the manifest too, absolute */
export function projectManifest({ project }: Pick<PlanDraft, "project">): string {
  return path.resolve(project.root, project.settings.MEDIA_MANIFEST);
}

/**
 * Leaves out the project's copy of the manifest, if MEDIA_MANIFEST lies in MEDIA_ROOT, and an upload that has the name which the
 * manifest gets in the target.
 */
export function besidesManifest(
  draft: Pick<PlanDraft, "project" | "warnings">,
  files: readonly ListedFile[],
): readonly ListedFile[] {
  const manifest = projectManifest(draft);
  return files.filter((file) => {
    if (file.path === manifest) return false;
    if (file.logicalPath !== MANIFEST_NAME) return true;
    draft.warnings.push(
      `${file.path} is not published: in the target the manifest of content-named files has that name.`,
    );
    return false;
  });
}

/**
 * Warns of a manifest that an earlier run with `hash` has left in the project, if this run publishes elsewhere and without: the pages of
 * production go on naming content-named files, which are not in this target.
 */
export function warnOfLeftManifest(draft: PlanDraft): void {
  const { target, project, warnings } = draft;
  if (project.debug) return;
  const file = projectManifest(draft);
  const named = [...manifestAt(file).values()];
  if (named.every(({ path: hashedPath }) => existsSync(absolutePath(target.directory, hashedPath)))) return;
  warnings.push(
    `${file} names content-named files that are not in ${target.directory}, and pages name them with DEBUG off. Publish with --hash, or remove that file.`,
  );
}

/** Whether two manifests are of one release. */
export function hasSameNames(manifest: Manifest, before: Manifest): boolean {
  return manifest.size === before.size && [...manifest].every(([file, named]) => before.get(file)?.path === named.path);
}

/** A killed run may have published a manifest, and not have come to record that older files are of its release too. */
export function markReleased(draft: PlanDraft, published: Manifest): void {
  const newest = draft.ledger.releases?.at(-1)?.number ?? 0;
  const older = ledgerFiles(draft).keysWhere("release", (release) => release !== undefined && release < newest);
  if (older.length === 0) return;
  const names = new Set([...published.values()].map(({ path: file }) => file));
  for (const name of older) {
    const line = ledgerFiles(draft).get(name);
    const extension = line?.encoding === undefined ? "" : CODING_EXTENSION[line.encoding];
    const base = extension === "" ? name : name.slice(0, -extension.length);
    if (line !== undefined && names.has(base)) setLedgerFile(draft, name, { ...line, release: newest });
  }
}

/**
 * Plans the manifest. Which variants it names is known before they are made only if there are none to make.
 *
 * @param manifest without encodings
 * @returns its SHA-256, if it is known
 */
export function planManifest(draft: PlanDraft, manifest: Manifest): string | undefined {
  const content: ManifestContent = {
    kind: "manifest",
    release: draft.releases.at(-1)?.number,
    render: bindRender(manifest, draft.codings),
  };
  const isKnown = !draft.actions.some((action) => action.kind === "write" && action.content.kind === "compressed");
  const text = isKnown ? content.render(ledgerFiles(draft)) : undefined;
  const sha256 = text === undefined ? undefined : hash("sha256", text);
  planMade(draft, { app: PROJECT_GROUP, path: MANIFEST_NAME, content, sha256 });
  const file = projectManifest(draft);
  const state = manifestState(file, text);
  if (state !== "current") draft.unsettled = true;
  draft.manifest = { content, file, state };
  return sha256;
}

/** Compares the project's copy of the manifest with the manifest as it will be; undefined if that is not known yet. */
export function manifestState(file: string, text: string | undefined): PublishedManifest["state"] {
  const found = readText(file);
  if (found === undefined) return "missing";
  return found === text ? "current" : "different";
}

/** Without compressed variants the text does not depend on the ledger, and is rendered once. */
function bindRender(manifest: Manifest, codings: readonly ContentCoding[]): ManifestContent["render"] {
  if (codings.length > 0) return (files) => renderManifest(withEncodings(manifest, codings, files));
  const text = renderManifest(manifest);
  return () => text;
}

function withEncodings(manifest: Manifest, codings: readonly ContentCoding[], files: LedgerFiles): Manifest {
  const isThere = (file: string, coding: ContentCoding): boolean =>
    files.get(file + CODING_EXTENSION[coding])?.encoding === coding;
  return new Map(
    [...manifest].map(([logicalPath, file]) => [
      logicalPath,
      { ...file, encodings: codings.filter((coding) => isThere(file.path, coding)) },
    ]),
  );
}
