import { readdirSync } from "node:fs";
import path from "node:path";
import { finding, type Finding } from "../finding.ts";
import { placeIn } from "../settings-place.ts";

/** A package, and what npm would pack of it. */
export interface PackedFiles {
  readonly label: string;
  /** The package, absolute. */
  readonly directory: string;
  /** Relative to it. */
  readonly files: readonly string[];
}

const PARTS = ["media", "templates"];

/** Finds parts of an app that its package leaves out, and code that Node does not run from a package. */
export function checkPacked({ label, directory, files }: PackedFiles): readonly Finding[] {
  const place = placeIn(path.join(directory, "package.json"), "files", label);
  const left = PARTS.filter((part) => hasFiles(path.join(directory, part)) && !files.some(isIn(part)));
  const source = files.find((file) => /^app\.m?ts$/.test(file));
  const isBuilt = files.some((file) => /^app\.m?js$/.test(file));
  return [
    ...left.map((part) => finding("pack.E001", place, `npm packs no file of ${part}/.`)),
    ...(source === undefined || isBuilt
      ? []
      : [
          finding(
            "pack.E002",
            { app: label, file: path.join(directory, source) },
            `npm packs ${source}, but no app.js.`,
          ),
        ]),
  ];
}

function isIn(part: string): (file: string) => boolean {
  return (file) => file.startsWith(`${part}/`);
}

/** @returns whether a directory has anything but hidden files */
export function hasFiles(directory: string): boolean {
  try {
    return readdirSync(directory).some((name) => !name.startsWith("."));
  } catch {
    return false;
  }
}
