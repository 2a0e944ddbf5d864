import { coreError } from "../errors.ts";
import { refuseSegment } from "../logical-path.ts";

const LABEL = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const DOTTED_PATH = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+$/;

/** @returns whether an import path is dotted, as in Python: `django.contrib.admin` */
export function isDottedPath(importPath: string): boolean {
  return DOTTED_PATH.test(importPath);
}

/**
 * @returns whether a label is valid in URLs, directory names and route names: it matches `[A-Za-z_][A-Za-z0-9_-]*`, and is not the
 *   name of a Windows device, since nothing below such a name is served
 */
export function isLabel(label: string): boolean {
  return LABEL.test(label) && refuseSegment(label) === undefined;
}

/**
 * The app label: the last part of the import path, as in Django. `./contrib/admin`, `@acme/admin`, `pkg/contrib/admin` and
 * `contrib.admin` all have the label `admin`.
 *
 * @param importPath an entry of INSTALLED_APPS, or its `name`
 * @throws LABEL_INVALID when the last part is not a valid label
 */
export function appLabel(importPath: string): string {
  const trimmed = importPath.replace(/[/\\]+$/, "");
  const last = trimmed.split(isDottedPath(trimmed) ? "." : /[/\\]/).at(-1) ?? "";
  if (!isLabel(last)) throw coreError("LABEL_INVALID", { label: last, name: importPath });
  return last;
}
