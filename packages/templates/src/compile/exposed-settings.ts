import { type Project, settingsTable } from "@mediaroot/core";
import { escape } from "./nunjucks.ts";
import type { CompileOptions, ExpandedText } from "./template-source.ts";
import type { WarnOfTemplate } from "../errors.ts";
import { positionBehind } from "./text-position.ts";

type ExpandText = CompileOptions["expand"];

/** A setting, and the text behind it that may be the rest of a URL. */
const MARK = /<<[ \t]*([A-Za-z_]\w*)[ \t]*>>([^"'`\s<>)?#]*)/g;
/** A match of `MARK`: the whole text, its two groups, and its offset. */
type Marked = [mark: string, name: string, rest: string, at: number];
/** A script adds to the path: `"<< MEDIA_URL >>blog/" + name`. */
const CONCATENATED = /^["'`]\s*\+/;
const URL_REST = /^[^"'`\s<>)?#]*/;
/** In a `srcset` a comma may follow a URL directly. */
const COMMAS = /,+$/;

/**
 * @returns the settings that templates may print, by name: MEDIA_URL, ADMIN_MEDIA_PREFIX if it is set, and those of TEMPLATES.EXPOSE
 */
export function exposedSettings(project: Project): ReadonlyMap<string, unknown> {
  const { settings } = project;
  const prefix = settings.ADMIN_MEDIA_PREFIX === undefined ? [] : ["ADMIN_MEDIA_PREFIX"];
  const names = ["MEDIA_URL", ...prefix, ...settings.TEMPLATES.EXPOSE];
  return new Map(names.map((name) => [name, Reflect.get(settings, name) as unknown]));
}

/** The replacements for settings in the text of templates. */
export interface SettingsExpanderOptions {
  readonly exposed: ReadonlyMap<string, unknown>;
  /** The content-named path of a logical path, percent-encoded; undefined where there is none. */
  readonly hashedPathOf: (logicalPath: string) => string | undefined;
  /** Called with each path that is written out whole and has no content-named one. */
  readonly onUnhashed: (logicalPath: string) => void;
  readonly warn: WarnOfTemplate;
}

/**
 * Gives the function that replaces `<< NAME >>` by the value of an exposed setting. The rest of a URL directly after
 * `<< MEDIA_URL >>` or `{{ MEDIA_URL }}` becomes the content-named path of that file. Anything else between `<<` and `>>` stays text.
 *
 * @returns a function of the text outside of tags, comments and raw blocks, and of its location
 */
export function bindSettingsExpander({ exposed, warn, ...media }: SettingsExpanderOptions): ExpandText {
  return (text, location) => {
    const hashed = (rest: string, at: number): string =>
      renderRest(rest, literalAt(text, { rest, at }, location), media);
    const [first = ""] = location.followsMediaUrl ? (URL_REST.exec(text) ?? []) : [];
    const replaced = text.slice(first.length).replaceAll(MARK, (...[mark, name, rest, index]: Marked) => {
      const offset = first.length + index;
      if (exposed.has(name)) {
        const value = escape(String(exposed.get(name) ?? ""));
        return value + (name === "MEDIA_URL" ? hashed(rest, offset + mark.length - rest.length) : rest);
      }
      if (Object.hasOwn(settingsTable, name)) {
        const message = `<< ${name} >> is printed as it is: the setting is not exposed. Add "${name}" to TEMPLATES.EXPOSE to print it.`;
        warn({ message, location: { file: location.file, ...positionBehind(location, text.slice(0, offset)) } });
      }
      return mark;
    });
    return hashed(first, 0) + replaced;
  };
}

function renderRest(
  rest: string,
  literal: LiteralPath | undefined,
  { hashedPathOf, onUnhashed }: Pick<SettingsExpanderOptions, "hashedPathOf" | "onUnhashed">,
): string {
  if (literal === undefined) return rest;
  const { logicalPath, isWhole, behind } = literal;
  const path = hashedPathOf(logicalPath);
  if (path !== undefined) return escape(path) + behind;
  if (isWhole) onUnhashed(logicalPath);
  return rest;
}

/** A logical path that text names directly behind MEDIA_URL. */
export interface NamedMedia {
  readonly logicalPath: string;
  /** The offset of the path in the text. */
  readonly at: number;
}

/** @returns the paths directly behind `<< MEDIA_URL >>`, or at the start of a text that follows `{{ MEDIA_URL }}`, that are written out whole */
export function mediaNamedIn(text: string, around: ExpandedText): readonly NamedMedia[] {
  const [first = ""] = around.followsMediaUrl ? (URL_REST.exec(text) ?? []) : [];
  const marked = [...text.matchAll(MARK)].flatMap(({ 0: mark, 1: name, 2: rest = "", index }) => {
    const at = index + mark.length - rest.length;
    return name === "MEDIA_URL" ? { rest, at } : [];
  });
  return [{ rest: first, at: 0 }, ...marked].flatMap((one) => {
    const literal = literalAt(text, one, around);
    return literal?.isWhole === true ? { logicalPath: literal.logicalPath, at: one.at } : [];
  });
}

/** A path in a text, and what is known of it. */
interface LiteralPath {
  readonly logicalPath: string;
  /** False if a script goes on with it, so that it may be the beginning of a path. */
  readonly isWhole: boolean;
  /** The commas behind the path, which do not belong to it. */
  readonly behind: string;
}

/** @returns undefined for no text, and for the beginning of a path that an expression goes on with */
function literalAt(
  text: string,
  { rest, at }: { readonly rest: string; readonly at: number },
  { precedesExpression }: ExpandedText,
): LiteralPath | undefined {
  const end = at + rest.length;
  if (rest === "" || (end === text.length && precedesExpression)) return undefined;
  const [behind = ""] = COMMAS.exec(rest) ?? [];
  const logicalPath = decodePath(rest.slice(0, rest.length - behind.length));
  return { logicalPath, behind, isWhole: !rest.includes("${") && !CONCATENATED.test(text.slice(end)) };
}

function decodePath(rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}
