import { type Project, settingsTable } from "@mediaroot/core";
import type { TemplateLocation } from "./errors.ts";
import { escape } from "./nunjucks.ts";
import type { WarnOfTemplate } from "./template-warning.ts";

const MARK = /<<[ \t]*([A-Za-z_]\w*)[ \t]*>>/g;

/**
 * The settings that templates may print: MEDIA_URL, ADMIN_MEDIA_PREFIX when it is set, and those of TEMPLATES.EXPOSE.
 */
export function exposedSettings(project: Project): ReadonlyMap<string, unknown> {
  const { settings } = project;
  const prefix = settings.ADMIN_MEDIA_PREFIX === undefined ? [] : ["ADMIN_MEDIA_PREFIX"];
  const names = ["MEDIA_URL", ...prefix, ...settings.TEMPLATES.EXPOSE];
  return new Map(names.map((name) => [name, Reflect.get(settings, name) as unknown]));
}

/**
 * Puts the value of each exposed setting in the place of `<< NAME >>`. Whatever else stands between `<<` and `>>` is text.
 *
 * @returns takes a template's text outside of tags, comments and raw blocks
 */
export function createSettingsExpander(
  exposed: ReadonlyMap<string, unknown>,
  warn: WarnOfTemplate,
): (text: string, location: TemplateLocation) => string {
  return (text, location) =>
    text.replaceAll(MARK, (mark: string, name: string, offset: number) => {
      if (exposed.has(name)) return escape(String(exposed.get(name) ?? ""));
      if (Object.hasOwn(settingsTable, name)) {
        const message = `${mark} stays as it is: the setting is not exposed. Add "${name}" to TEMPLATES.EXPOSE to print it.`;
        warn({ message, location: further(location, text.slice(0, offset)) });
      }
      return mark;
    });
}

/** @returns the place that `passed` leads to from `location` */
function further({ file, line, column }: TemplateLocation, passed: string): TemplateLocation {
  const lines = passed.split("\n");
  const last = lines.at(-1)?.length ?? 0;
  return { file, line: line + lines.length - 1, column: lines.length === 1 ? column + last : last + 1 };
}
