import { globSync } from "node:fs";
import path from "node:path";
import type { InstalledAppOptions } from "@mediaroot/core";
import { contains, createProject, isDirectory } from "@mediaroot/core/internal";
import { sortFindings } from "./check-project.ts";
import { checkSite } from "./checks.ts";
import type { Finding } from "./finding.ts";
import { type PackedApp, withPackedApp } from "./packed-app.ts";
import { checkPacked } from "./rules/check-packed.ts";
import { surveySite } from "./survey-site.ts";

/**
 * Checks an app's package as npm would pack it: whether all that its files name of the app itself is in the tarball.
 *
 * @param directory the package, absolute
 * @param label its label. Default: the only directory in `templates/`, or else the last part of the package's name
 * @throws PACKAGE_NOT_FOUND, PACK_FAILED, SETTING_INVALID for what cannot be a label
 */
export async function checkPackage(directory: string, label?: string): Promise<readonly Finding[]> {
  return withPackedApp(directory, (packed) => {
    const entry = { ...entryOf(packed, directory), label: label ?? labelOf(packed.name, directory) };
    return checkPackedApp(packed, { directory, entry });
  });
}

interface Checked {
  /** The package, absolute. */
  readonly directory: string;
  readonly entry: InstalledAppOptions & { readonly label: string };
}

async function checkPackedApp(packed: PackedApp, { directory, entry }: Checked): Promise<readonly Finding[]> {
  const project = createProject(
    { DEBUG: true, INSTALLED_APPS: [entry] },
    { settingsFile: path.join(packed.root, "settings.ts") },
  );
  const { site, faults } = await surveySite(project, { routes: false, only: entry.label, cached: false });
  const ofPackage = checkPacked({ directory, files: packed.files, label: entry.label });
  // pack.E002 says already why Node cannot import app.ts.
  const ofCode = ofPackage.some(({ id }) => id === "pack.E002") ? [] : faults;
  const found = [...ofCode, ...checkSite(site), ...ofPackage];
  return sortFindings(
    found.map((one) => ({ ...one, file: originalOf(one.file, packed, directory) })),
    [entry.label],
  );
}

const PARTS = ["media", "templates"];
const APP_CODE = /^app\.m?[jt]s$/;

/** A package that knows nothing of Mediaroot is media as a whole. */
function entryOf({ name, files }: PackedApp, directory: string): InstalledAppOptions {
  const isApp =
    PARTS.some((part) => isDirectory(path.join(directory, part))) || files.some((file) => APP_CODE.test(file));
  return { name, media: isApp ? undefined : "." };
}

/** Apps keep their templates in `templates/<label>/`. `reveal.js` is no label. */
function labelOf(name: string, directory: string): string {
  const [only, ...others] = globSync("*/", { cwd: path.join(directory, "templates") });
  if (only !== undefined && others.length === 0) return path.basename(only);
  const last = name.split("/").at(-1) ?? name;
  return last
    .replace(/\.js$/, "")
    .replaceAll(/[^\w-]/g, "_")
    .replace(/^(?=[^A-Za-z_])/, "_");
}

/** @returns the file of the package that a copy was made of; a finding in the settings is reported for the package */
function originalOf(file: string, packed: PackedApp, directory: string): string {
  if (!contains(packed.root, file)) return file;
  if (!contains(packed.directory, file)) return path.join(directory, "package.json");
  return path.join(directory, path.relative(packed.directory, file));
}
