import { isPath } from "./import-path.ts";
import { nearApps } from "./near-apps.ts";
import { suggest } from "../nearest.ts";

/** The name of a package, with which an import path begins. */
const PACKAGE = /^(?:@[\w.-]+\/)?\w[\w.-]*/;

/**
 * Says what to do about an entry of INSTALLED_APPS at which there is no app.
 *
 * @param name the import path
 * @param root the project root
 */
export function missingAppFix(name: string, root: string): string {
  const near = suggest(nearApps(name, root)).trimStart();
  const otherwise = isPath(name) ? "Correct the path, which starts at the project root," : installFix(name);
  return `${near === "" ? "" : `${near} If not: `}${otherwise} or remove the entry.`;
}

function installFix(name: string): string {
  const [packageName] = PACKAGE.exec(name) ?? [];
  const command = packageName === undefined ? "" : ` (npm install ${packageName})`;
  return `Install the package${command}, write ./ before a directory of the project,`;
}
