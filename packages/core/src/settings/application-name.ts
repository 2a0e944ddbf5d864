/** The parsed name of an application, in one of the three ways of PasteDeploy (`use = NAME`, `config:`, `egg:`). */
export type ApplicationName =
  /** A key of APPLICATIONS in the same settings. */
  | { readonly kind: "key"; readonly key: string }
  /** The settings file of another project, for the whole project or for a key of its APPLICATIONS. */
  | { readonly kind: "config"; readonly file: string; readonly key: string | undefined }
  /** An export of a module or package. If `isCalled`, it is a function that returns the application. */
  | { readonly kind: "export"; readonly module: string; readonly name: string; readonly isCalled: boolean };

/** The ways to name an application, for messages. */
export const APPLICATION_EXPECTED =
  "a key of APPLICATIONS, `config:FILE`, `config:FILE#KEY`, `MODULE` or `MODULE#EXPORT`";

const CONFIG = "config:";
const EXPORT = /^([\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*)(\(\))?$/u;

/**
 * Parses the name of an application.
 *
 * @param text as written in the settings. If it is a key of APPLICATIONS, it means that key
 * @param applications APPLICATIONS of the same settings
 * @returns undefined if it is not valid: a part is missing, or is not the name of an export
 */
export function parseApplicationName(
  text: string,
  applications: Readonly<Record<string, string>>,
): ApplicationName | undefined {
  if (Object.hasOwn(applications, text)) return { kind: "key", key: text };
  if (text.startsWith(CONFIG)) return parseConfig(text.slice(CONFIG.length));
  const mark = text.lastIndexOf("#");
  if (mark === -1) return { kind: "export", module: text, name: "default", isCalled: false };
  const [, name, call] = EXPORT.exec(text.slice(mark + 1)) ?? [];
  if (name === undefined || mark === 0) return undefined;
  return { kind: "export", module: text.slice(0, mark), name, isCalled: call !== undefined };
}

function parseConfig(rest: string): ApplicationName | undefined {
  const mark = rest.indexOf("#");
  const [file, key] = mark === -1 ? [rest, undefined] : [rest.slice(0, mark), rest.slice(mark + 1)];
  return file === "" || key === "" ? undefined : { kind: "config", file, key };
}

/**
 * Decides whether a value of MOUNTS names an application: it is a key of APPLICATIONS, starts with `config:`, or names an export.
 * Anything else is a directory; so are `./name` and `name/`, unless they are keys.
 */
export function isApplicationMount(value: string, applications: Readonly<Record<string, string>>): boolean {
  if (value.startsWith(CONFIG)) return true;
  const name = parseApplicationName(value, applications);
  return name?.kind === "key" || (name?.kind === "export" && value !== name.module);
}
