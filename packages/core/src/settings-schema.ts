import { z } from "zod";
import { isLabel } from "./app-label.ts";
import { APPLICATION_EXPECTED } from "./application-name.ts";
import { isIgnorePattern } from "./media-ignore.ts";
import type { ContextFunction, SettingRow, Settings } from "./settings.ts";
import { recordOf } from "./settings-record.ts";

const RESERVED_PREFIX = "/__devserver/";
const URL_PATH = /^(?:\/[A-Za-z0-9._~-]+)+\/$/;
const ABSOLUTE_URL = /^(?:https?:)?\/\/[^/?#\s"<>\\]+\/(?:[^?#\s"<>\\]*\/)?$/;
const PREFIX = /^\/$|^(?:\/[A-Za-z0-9._~-]+)+\/?$/;

const text = z
  .string()
  .min(1)
  .refine((value) => !value.includes("\0"));
const texts = z.array(text).readonly();
const optionalText = text.optional();
const isFree = (url: string): boolean => !`${url}/`.startsWith(RESERVED_PREFIX) && !/\/\.{1,2}(?:\/|$)/.test(url);
const urlPath = z.string().refine((url) => URL_PATH.test(url) && isFree(url));
const absoluteUrl = z.string().refine((url) => ABSOLUTE_URL.test(url) && URL.canParse(url, "http://site/"));
const prefix = z.string().refine((url) => PREFIX.test(url) && isFree(url));
const delimiters = z.tuple([text, text]).readonly();
const appEntry = z.union([
  text,
  z.strictObject({
    name: text,
    label: z.string().refine(isLabel).optional(),
    media: optionalText,
    templates: z.union([text, z.strictObject({ dir: optionalText, delimiters: delimiters.optional() })]).optional(),
  }),
]);
const templates = z.strictObject({
  DIRS: texts.default(["templates"]),
  EXPOSE: texts.refine((names) => names.every(isExposable)).default(["MEDIA_URL"]),
  CONTEXT: z.custom<ContextFunction>((value) => typeof value === "function").optional(),
});
const syncmedia = z.strictObject({
  METHOD: z.enum(["copy", "link", "auto"]).default("copy"),
  STRATEGY: z.enum(["sync", "clear", "overwrite", "new", "update"]).default("sync"),
  TARGET: optionalText,
});

interface Row extends SettingRow {
  readonly schema: z.ZodType;
}

/** Each key with its schema. */
export const settingRows: { readonly [Key in keyof Settings]: Row } = {
  DEBUG: { schema: z.boolean().default(false), expected: "true or false", write: "Write `DEBUG: true`." },
  SECRET_KEY: {
    schema: optionalText,
    expected: "a string that is not empty",
    write: "Write `SECRET_KEY: process.env.SECRET_KEY`.",
  },
  ALLOWED_HOSTS: {
    schema: texts.default([]),
    expected: "a list of host names",
    write: 'Write `ALLOWED_HOSTS: ["example.com"]`.',
  },
  INSTALLED_APPS: {
    schema: z.array(appEntry).readonly().default([]),
    expected: "import paths, or { name, label, media, templates } with a name and a valid label",
    write: 'Write `INSTALLED_APPS: ["./contrib/admin", { name: "easymde", media: "dist" }]`.',
  },
  MEDIA_URL: {
    schema: z.union([urlPath, absoluteUrl]).default("/media/"),
    expected: 'a path that starts and ends with "/" and is not "/" alone, or an absolute URL that ends with "/"',
    write: 'Write `MEDIA_URL: "/media/"`.',
  },
  MEDIA_ROOT: { schema: text.default("media"), expected: "a directory", write: 'Write `MEDIA_ROOT: "media"`.' },
  MEDIA_IGNORE: {
    schema: texts.refine((patterns) => patterns.every(isIgnorePattern)).default([".*", "*~", "CVS"]),
    expected: 'a list of glob patterns that neither start nor end with "/"',
    write: 'Write `MEDIA_IGNORE: [".*", "*~", "CVS"]`.',
  },
  MEDIA_INDEXES: {
    schema: z.boolean().default(true),
    expected: "true or false",
    write: "Write `MEDIA_INDEXES: true`.",
  },
  ADMIN_MEDIA_PREFIX: {
    schema: urlPath.optional(),
    expected: 'a path that starts and ends with "/"',
    write: 'Remove it (admin\'s media is at MEDIA_URL + "admin/"), or write `ADMIN_MEDIA_PREFIX: "/admin-media/"`.',
  },
  URLS: {
    schema: recordOf(prefix, z.string().min(1)).default({}),
    expected: 'URL prefixes that start with "/" (none under /__devserver/), each with an app label',
    write: 'Write `URLS: { "/": "teslablog", "/admin/": "admin" }`.',
  },
  TEMPLATES: {
    schema: templates.prefault({}),
    expected: "{ DIRS, EXPOSE, CONTEXT }: directories, names of settings (never SECRET_KEY), and a function",
    write: 'Write `TEMPLATES: { DIRS: ["templates"], EXPOSE: ["MEDIA_URL"] }`.',
  },
  MOUNTS: {
    schema: recordOf(
      prefix.refine((url) => url !== "/"),
      text,
    ).default({}),
    expected: `URL prefixes that start with "/" and are not "/" alone, each with a directory or ${APPLICATION_EXPECTED}`,
    write: 'Write `MOUNTS: { "/css": "./css", "/old": "config:../old/settings.ts" }`.',
  },
  APPLICATION: {
    schema: optionalText,
    expected: APPLICATION_EXPECTED,
    write: 'Write `APPLICATION: "./server.ts#app"`.',
  },
  APPLICATIONS: {
    schema: recordOf(text, text).default({}),
    expected: `names, each with ${APPLICATION_EXPECTED}`,
    write: 'Write `APPLICATIONS: { legacy: "config:../old/settings.ts" }`.',
  },
  SYNCMEDIA: {
    schema: syncmedia.prefault({}),
    expected:
      '{ METHOD: "copy" | "link" | "auto", STRATEGY: "sync" | "clear" | "overwrite" | "new" | "update", TARGET }',
    write: 'Write `SYNCMEDIA: { METHOD: "copy", STRATEGY: "sync" }`.',
  },
  ROOT: { schema: optionalText, expected: "a directory", write: 'Write `ROOT: ".."`, or leave it out.' },
};

/** The keys within settings that are objects, or lists of them. */
export const keysWithin: ReadonlyMap<string, readonly string[]> = new Map([
  ["INSTALLED_APPS", ["name", "label", "media", "templates"]],
  ["TEMPLATES", Object.keys(templates.shape)],
  ["SYNCMEDIA", Object.keys(syncmedia.shape)],
]);
function isExposable(name: string): boolean {
  return name !== "SECRET_KEY" && Object.hasOwn(settingRows, name);
}

/** The schema of what a settings file exports. */
export const settingsSchema: z.ZodType = z.strictObject(
  Object.fromEntries(Object.entries<Row>(settingRows).map(([key, row]) => [key, row.schema])),
);
