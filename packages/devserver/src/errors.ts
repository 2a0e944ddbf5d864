import { defineErrors, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core/media";

/** An override, by the file of the project and the path that it overrides. */
interface OverrideFacts {
  readonly kind: "media" | "template";
  /** A logical path, or the name of a template. */
  readonly path: string;
  /** The file of the project, absolute. */
  readonly file: string;
}

/** The facts that each error of `@mediaroot/devserver` is built from. */
export interface DevserverFacts {
  readonly PORT_IN_USE: { readonly port: number; readonly tried: number };
  readonly ADDRESS_REFUSED: { readonly host: string; readonly port: number; readonly reason: string };
  readonly PACKAGE_NOT_FOUND: { readonly directory: string };
  readonly PACK_FAILED: { readonly directory: string; readonly reason: string };
  readonly OVERRIDE_NOT_FOUND: { readonly kind: string; readonly path: string; readonly near: string };
  readonly OVERRIDE_EXISTS: OverrideFacts & { readonly isRecorded: boolean };
  readonly OVERRIDE_MISSING: OverrideFacts;
  readonly OVERRIDE_UNKNOWN: Omit<OverrideFacts, "file"> & { readonly near: string };
  readonly OVERRIDE_COPY: { readonly file: string };
  readonly OVERRIDE_LINKED: { readonly place: string; readonly to: string };
  readonly OVERRIDE_NO_DIRECTORY: { readonly directories: readonly string[] };
  readonly OVERRIDE_UNWRITABLE: { readonly file: string; readonly reason: string };
  readonly OVERRIDES_INVALID: { readonly file: string; readonly reason: string };
}

/** The errors of `@mediaroot/devserver`. */
export const devserverErrors: ErrorCatalogue<DevserverFacts> = {
  PORT_IN_USE: {
    exitCode: 1,
    message: (f) =>
      f.tried === 1 ? `Port ${f.port} is in use.` : `Port ${f.port} and the ${f.tried - 1} after it are in use.`,
    fix: (f) =>
      f.tried === 1
        ? "End the server that holds it, name another with --port, or leave --strict-port out to take the next free one."
        : `End a server that holds one of them, or name another with --port ${f.port + f.tried > 65_535 ? 8000 : f.port + f.tried}.`,
  },
  ADDRESS_REFUSED: {
    exitCode: 1,
    message: (f) => `Cannot listen on ${f.host}, port ${f.port}: ${f.reason}.`,
    fix: () => "Name an address of this machine with --host, and a port above 1023 with --port.",
  },
  PACKAGE_NOT_FOUND: {
    exitCode: 2,
    message: (f) => `There is no package.json with a name in ${f.directory}.`,
    fix: () => "Run `devserver check --pack` in the directory of the package that you publish.",
  },
  PACK_FAILED: {
    exitCode: 1,
    message: (f) => `npm cannot say what it would pack of ${f.directory}: ${f.reason}`,
    fix: () => "Run `npm pack --dry-run` there, and correct what it says.",
  },
  OVERRIDE_NOT_FOUND: {
    exitCode: 1,
    message: (f) => `No installed app has a ${f.kind} "${f.path}".${f.near}`,
    fix: (f) =>
      f.kind === "template"
        ? "Name it by its path below an app's template directory: devserver override --template blog/post.html"
        : "Name it by its path under MEDIA_URL, the app's label first: devserver override admin/css/base.css",
  },
  OVERRIDE_EXISTS: {
    exitCode: 2,
    message: (f) => `${f.file} exists already. It is left as it is.`,
    fix: (f) =>
      f.isRecorded
        ? `Bring in what the app has changed since: ${commandFor("--update", f)}`
        : `If you have made it by hand, remember what the app ships now as its origin: ${commandFor("--adopt", f)}`,
  },
  OVERRIDE_MISSING: {
    exitCode: 1,
    message: (f) => `There is no ${f.file} whose origin could be remembered.`,
    fix: (f) => `Copy the app's file there: ${commandFor("", f)}`,
  },
  OVERRIDE_UNKNOWN: {
    exitCode: 1,
    message: (f) => `It is not known what an override of "${f.path}" was copied from.${f.near}`,
    fix: (f) =>
      `devserver override --list shows what is known. For an override that you have made by hand: ${commandFor("--adopt", f)}`,
  },
  OVERRIDE_COPY: {
    exitCode: 1,
    message: (f) => `${f.file} is a copy that syncmedia made, not an override.`,
    fix: () =>
      "Remove the copies from MEDIA_ROOT while you develop, and sync elsewhere: syncmedia --to DIRECTORY. Then try again.",
  },
  OVERRIDE_LINKED: {
    exitCode: 1,
    message: (f) => `${f.place} leads to ${f.to}: what is written there would not be an override.`,
    fix: () => "Remove the link (syncmedia --link makes such links), then try again.",
  },
  OVERRIDE_NO_DIRECTORY: {
    exitCode: 1,
    message: (f) =>
      f.directories.length === 0
        ? "The project has no template directory."
        : `None of the project's template directories can be written to: ${f.directories.join(", ")}.`,
    fix: () => 'Write in the settings: TEMPLATES: { DIRS: ["templates"] }',
  },
  OVERRIDE_UNWRITABLE: {
    exitCode: 1,
    message: (f) => `${f.file} cannot be written: ${f.reason}`,
    fix: () => "Correct the permissions of its directory, or remove what is in the way.",
  },
  OVERRIDES_INVALID: {
    exitCode: 1,
    message: (f) => `${f.file} cannot be read: ${f.reason}.`,
    fix: () => "Restore it from version control. After a merge, keep the entries of both sides.",
  },
};

/** Makes an error of `@mediaroot/devserver`. */
export const devserverError: ErrorFactory<DevserverFacts> = defineErrors(devserverErrors);

function commandFor(flag: string, { kind, path }: Pick<OverrideFacts, "kind" | "path">): string {
  return ["devserver override", flag, kind === "template" ? "--template" : "", path].filter(Boolean).join(" ");
}
