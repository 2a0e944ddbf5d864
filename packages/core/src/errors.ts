import { inspect } from "node:util";
import type { CoreFacts } from "./core-facts.ts";
import { defineErrors, type ErrorCatalogue, type ErrorFactory } from "./error.ts";
import { refuseSegment } from "./logical-path.ts";

/** Quotes any value: user code may pass cycles, proxies and getters that throw. */
function quote(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return inspect(value, { customInspect: false, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 200 });
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join("\n");

/** Suggests a valid label for an import path. */
function labelFrom(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part !== "") ?? "app";
  const letters = last.replace(/\.js$/, "").replaceAll(/[^A-Za-z0-9_-]/g, "_");
  return /^[A-Za-z_]/.test(letters) && refuseSegment(letters) === undefined ? letters : `_${letters}`;
}

/** The errors of `@mediaroot/core`: settings, labels, the app registry. */
export const coreErrors: ErrorCatalogue<CoreFacts> = {
  SETTINGS_NOT_FOUND: {
    exitCode: 2,
    message: (f) => `No settings file in ${f.directory}. Looked for:\n${bullets(f.tried)}`,
    fix: () => "Run the command in the directory of settings.ts, or name the file with --settings FILE.",
  },
  ENVIRONMENT_UNREADABLE: {
    exitCode: 1,
    message: (f) => `${f.file} cannot be read: ${f.reason}`,
    fix: () => "Make it a file of NAME=value lines that the user who runs the command may read, or remove it.",
  },
  SETTINGS_UNREADABLE: {
    exitCode: 1,
    message: (f) => `${f.file} cannot be read: ${f.reason}`,
    fix: () => "Let the user who runs the command read it.",
  },
  SETTINGS_THREW: {
    exitCode: 1,
    message: (f) => `${f.file} failed while it was loaded: ${f.reason}`,
    fix: (f) => f.fix,
  },
  SETTINGS_SYNTAX: {
    exitCode: 1,
    message: (f) => `${f.file} is not code that Node can run: ${f.reason}`,
    fix: (f) => f.fix,
  },
  SETTINGS_UNFINISHED: {
    exitCode: 1,
    message: (f) => `${f.file} did not finish within ${f.seconds} seconds.`,
    fix: () => "Look for an `await` that never ends. The settings file runs at every start.",
  },
  SETTINGS_NO_EXPORT: {
    exitCode: 1,
    message: (f) => `${f.file} has no default export that is a plain object.`,
    fix: () => "Write `export default defineSettings({ ... });`.",
  },
  SETTING_INVALID: {
    exitCode: 1,
    message: (f) => `${f.key}: expected ${f.expected}, found ${quote(f.found)}.`,
    fix: (f) => f.write,
  },
  SETTING_UNKNOWN: {
    exitCode: 1,
    message: (f) => `${f.key} is not a setting.${f.near}`,
    fix: (f) => `Remove ${f.key}, or correct its name.`,
  },
  SETTINGS_INVALID: {
    exitCode: 1,
    message: (f) =>
      `${f.file} has ${f.faults.length} faults:\n${f.faults
        .map(({ message, fix }) => `  - ${message.replaceAll("\n", "\n    ")}\n    ${fix}`)
        .join("\n")}`,
    fix: () => "Fix each of them.",
  },
  LABEL_INVALID: {
    exitCode: 1,
    message: (f) =>
      `INSTALLED_APPS: ${quote(f.name)} gives the app label ${quote(f.label)}, which is not a letter or "_" followed by letters, digits, "_" or "-", or is a device name of Windows.`,
    fix: (f) => `Give it a label: { name: ${quote(f.name)}, label: ${quote(labelFrom(f.name))} }.`,
  },
  LABEL_CLASH: {
    exitCode: 1,
    message: (f) =>
      `INSTALLED_APPS: ${quote(f.first)} and ${quote(f.second)} both have the app label ${quote(f.label)} (labels are unique ignoring case).`,
    fix: (f) => `Give one of them another label: { name: ${quote(f.second)}, label: ${quote(`${f.label}2`)} }.`,
  },
  APP_NOT_FOUND: {
    exitCode: 1,
    message: (f) =>
      `INSTALLED_APPS: no app at ${quote(f.name)}. Looked for a directory that can be opened at:\n${bullets(f.tried)}`,
    fix: (f) => f.fix,
  },
  APP_UNKNOWN: {
    exitCode: 2,
    message: (f) => `No installed app has the label ${quote(f.label)}.${f.near}`,
    fix: (f) =>
      f.labels.length === 0 ? "List an app in INSTALLED_APPS first." : `The labels are: ${f.labels.join(", ")}.`,
  },
  APP_IMPORT_FAILED: {
    exitCode: 1,
    message: (f) => `The app "${f.label}" failed while ${f.file} was loaded: ${f.reason}`,
    fix: (f) => f.fix,
  },
  APP_UNFINISHED: {
    exitCode: 1,
    message: (f) => `The app "${f.label}": ${f.file} did not finish within ${f.seconds} seconds.`,
    fix: () => "Look for an `await` of something that does not come; do slow work in `routes`.",
  },
  APP_CONFIG_INVALID: {
    exitCode: 1,
    message: (f) => `The app "${f.label}": ${f.file} ${f.reason}.`,
    fix: () => "Write `export default defineApp({ ... });`.",
  },
  IMPORT_CLASH: {
    exitCode: 1,
    message: (f) =>
      `The apps ${quote(f.first.label)} and ${quote(f.second.label)} declare different files for the import ${quote(f.name)}: ${quote(f.first.path)} and ${quote(f.second.path)}.`,
    fix: () => "Remove the name from the `imports` of one of the two, or declare the same file in both.",
  },
  MEDIA_DECLARATION_INVALID: {
    exitCode: 1,
    message: (f) => `Media declaration, ${f.where}: expected ${f.expected}, found ${quote(f.found)}.`,
    fix: () =>
      'Write `defineMedia({ css: { all: ["app/css/x.css"] }, js: ["app/js/x.js"] })`, with lists even for one file.',
  },
  MEDIA_ATTRIBUTE_CONFLICT: {
    exitCode: 1,
    message: (f) =>
      `Media declaration: ${f.path} sets the attribute ${quote(f.name)}, which is already set by ${f.by}.`,
    fix: (f) => `Remove ${f.name} from the attributes of ${f.path}.`,
  },
  MEDIA_PATH_REFUSED: {
    exitCode: 1,
    message: (f) => `${quote(f.path)} has no URL under MEDIA_URL: the logical path ${f.reason}.`,
    fix: () => 'Write the path under MEDIA_URL: "admin/js/core.js".',
  },
  MEDIA_OVERLAP: {
    exitCode: 1,
    message: (f) =>
      `MEDIA_ROOT ${f.mediaRoot} and the media of "${f.label}", ${f.media}, are the same directory, or one contains the other.`,
    fix: () => "Set MEDIA_ROOT to a directory of its own: overrides and an app's files must not be the same files.",
  },
  MEDIA_MISSING: {
    exitCode: 1,
    message: (f) =>
      `The media of "${f.label}", ${f.media}, ${f.isThere ? "is not a directory" : "does not exist, though INSTALLED_APPS names it"}.${f.near}`,
    fix: (f) =>
      f.isThere
        ? "Name the directory that holds the file: `media` in INSTALLED_APPS is always a directory."
        : "Build or install it, or correct `media` in INSTALLED_APPS.",
  },
  MANIFEST_INVALID: {
    exitCode: 1,
    message: (f) => `${f.file} cannot be read as a media manifest: ${f.reason}.`,
    fix: () => "Restore it from version control, or publish again: `syncmedia --hash` writes it anew.",
  },
  MANIFEST_NEWER: {
    exitCode: 1,
    message: (f) => `${f.file} was written by a newer Mediaroot (manifest version ${f.version}).`,
    fix: () => "Update @mediaroot/core here to the version that wrote it.",
  },
  LEDGER_UNREADABLE: {
    exitCode: 1,
    message: (f) => `The ledger ${f.file} cannot be read: ${f.reason}`,
    fix: () => "Run the command as the user who owns the target, or let this user read the ledger.",
  },
  LEDGER_CORRUPT: {
    exitCode: 1,
    message: (f) => `The ledger ${f.file} is damaged: ${f.reason}.`,
    fix: () =>
      "Restore it from a backup; or remove it, and run `syncmedia --adopt`. Copies that equal the apps' files are then adopted, and all other files count as overrides.",
  },
  LEDGER_NEWER: {
    exitCode: 1,
    message: (f) => `${f.file} was written by a newer Mediaroot (ledger version ${f.version}).`,
    fix: () => "Update @mediaroot/syncmedia here to the version that wrote it.",
  },
  LEDGER_OTHER_TARGET: {
    exitCode: 1,
    message: (f) => `${f.file} is the ledger of another target: ${quote(f.found)}, not ${quote(f.expected)}.`,
    fix: (f) => `If this directory is a copy of that target, remove ${f.file} and run \`syncmedia --adopt\`.`,
  },
};

/** Makes an error of `@mediaroot/core`. */
export const coreError: ErrorFactory<CoreFacts> = defineErrors(coreErrors);
