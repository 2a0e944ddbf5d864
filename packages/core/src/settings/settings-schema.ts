import * as z from "zod/mini";
import { _default as withDefault } from "zod/mini";
import { APPLICATION_EXPECTED } from "./application-name.ts";
import { isIgnorePattern } from "../finder/media-ignore.ts";
import { RESERVED_PREFIX } from "../media-url.ts";
import { isPlainObject } from "../plain-object.ts";
import { APP_ENTRY_KEYS, appEntry, checks, keep, s3, syncmedia } from "./setting-groups.ts";
import type { SettingRow, Settings } from "./settings.ts";
import type { ContextFunction } from "./templates-settings.ts";
import { absoluteUrl, notEmpty, optionalText, prefix, recordOf, text, texts, urlPath } from "./setting-values.ts";

const templates = z.strictObject({
  DIRS: withDefault(texts, ["templates"]),
  EXPOSE: withDefault(texts.check(z.refine((names) => names.every(isExposable))), ["MEDIA_URL"]),
  CONTEXT: z.optional(z.custom<ContextFunction>((value) => typeof value === "function")),
  FILTERS: withDefault(z.custom<object>(isPlainObject), {}),
  GLOBALS: withDefault(z.custom<object>(isPlainObject), {}),
});

interface Row extends SettingRow {
  readonly schema: z.ZodMiniType;
}

/** All settings with their schemas. */
export const settingRows: { readonly [Key in keyof Settings]: Row } = {
  DEBUG: { schema: withDefault(z.boolean(), false), expected: "true or false", write: "Write `DEBUG: true`." },
  SECRET_KEY: {
    schema: optionalText,
    expected: "a string that is not empty",
    write:
      "Write `SECRET_KEY: process.env.SECRET_KEY`, and set SECRET_KEY in the environment, or in .env beside the settings.",
  },
  ALLOWED_HOSTS: {
    schema: withDefault(texts, []),
    expected: "a list of host names",
    write: 'Write `ALLOWED_HOSTS: ["example.com"]`.',
  },
  INSTALLED_APPS: {
    schema: withDefault(z.readonly(z.array(appEntry)), []),
    expected: "import paths, or { name, label, media, templates } with a name and a valid label",
    write: 'Write `INSTALLED_APPS: ["./contrib/admin", { name: "easymde", media: "dist" }]`.',
  },
  MEDIA_URL: {
    schema: withDefault(z.union([urlPath, absoluteUrl]), "/media/"),
    expected: 'a path that starts and ends with "/" and is not "/" alone, or an absolute URL that ends with "/"',
    write: 'Write `MEDIA_URL: "/media/"`.',
  },
  MEDIA_ROOT: { schema: withDefault(text, "media"), expected: "a directory", write: 'Write `MEDIA_ROOT: "media"`.' },
  MEDIA_IGNORE: {
    schema: withDefault(texts.check(z.refine((patterns) => patterns.every(isIgnorePattern))), []),
    expected: 'a list of glob patterns that neither start nor end with "/"',
    write: 'Write `MEDIA_IGNORE: ["*.map"]`.',
  },
  MEDIA_INDEXES: {
    schema: z.optional(z.boolean()),
    expected: "true or false",
    write: "Write `MEDIA_INDEXES: true`.",
  },
  ADMIN_MEDIA_PREFIX: {
    schema: z.optional(urlPath),
    expected: 'a path that starts and ends with "/"',
    write: 'Remove it (admin\'s media is at MEDIA_URL + "admin/"), or write `ADMIN_MEDIA_PREFIX: "/admin-media/"`.',
  },
  URLS: {
    schema: withDefault(recordOf(prefix, notEmpty), {}),
    expected: `URL prefixes that start with "/" (none under ${RESERVED_PREFIX}), each with an app label`,
    write: 'Write `URLS: { "/": "blog", "/admin/": "admin" }`.',
  },
  TEMPLATES: {
    schema: z.prefault(templates, {}),
    expected:
      "{ DIRS, EXPOSE, CONTEXT, FILTERS, GLOBALS }: directories, names of settings (never SECRET_KEY), a function, functions by name, values by name",
    write: 'Write `TEMPLATES: { DIRS: ["templates"], EXPOSE: ["MEDIA_URL"] }`.',
  },
  SETUP: {
    schema: optionalText,
    expected: "a file whose default export is a Fastify plugin",
    write: 'Write `SETUP: "./site.ts"`.',
  },
  MOUNTS: {
    schema: withDefault(recordOf(prefix.check(z.refine((url) => url !== "/")), text), {}),
    expected: `URL prefixes that start with "/" and are not "/" alone, each with a directory or ${APPLICATION_EXPECTED}`,
    write: 'Write `MOUNTS: { "/css": "./css", "/old": "config:../old/settings.ts" }`.',
  },
  APPLICATION: {
    schema: optionalText,
    expected: APPLICATION_EXPECTED,
    write: 'Write `APPLICATION: "./server.ts#app"`.',
  },
  APPLICATIONS: {
    schema: withDefault(recordOf(text, text), {}),
    expected: `names, each with ${APPLICATION_EXPECTED}`,
    write: 'Write `APPLICATIONS: { legacy: "config:../old/settings.ts" }`.',
  },
  SYNCMEDIA: {
    schema: z.prefault(syncmedia, {}),
    expected: "{ METHOD, STRATEGY, TARGET, HASH, COMPRESS, KEEP, DANGLING, S3 }",
    write: 'Write `SYNCMEDIA: { METHOD: "copy", STRATEGY: "sync" }`.',
  },
  MEDIA_MANIFEST: {
    schema: withDefault(text, "media-manifest.json"),
    expected: "a file name",
    write: 'Write `MEDIA_MANIFEST: "media-manifest.json"`, or leave it out.',
  },
  MEDIA_INTEGRITY: {
    schema: withDefault(z.boolean(), false),
    expected: "true or false",
    write: "Write `MEDIA_INTEGRITY: true`.",
  },
  CHECKS: {
    schema: z.prefault(checks, {}),
    expected: "{ SILENCE }: ids of findings, each alone or as `id:glob`, or `package@version`",
    write: 'Write `CHECKS: { SILENCE: ["media.W003:media/blog/**", "reveal.js@6.0.2"] }`.',
  },
  ROOT: { schema: optionalText, expected: "a directory", write: 'Write `ROOT: ".."`, or leave it out.' },
};

/** The keys of settings that are objects, or lists of objects, by the path of each: `SYNCMEDIA.KEEP`. */
export const keysWithin: ReadonlyMap<string, readonly string[]> = new Map([
  ["INSTALLED_APPS", APP_ENTRY_KEYS],
  ["TEMPLATES", Object.keys(templates.shape)],
  ["CHECKS", Object.keys(checks.shape)],
  ["SYNCMEDIA", Object.keys(syncmedia.shape)],
  ["SYNCMEDIA.KEEP", Object.keys(keep.shape)],
  ["SYNCMEDIA.S3", Object.keys(s3.shape)],
]);

function isExposable(name: string): boolean {
  return name !== "SECRET_KEY" && Object.hasOwn(settingRows, name);
}

/** The schema of the default export of a settings file. */
export const settingsSchema: z.ZodMiniType = z.strictObject(
  Object.fromEntries(Object.entries<Row>(settingRows).map(([key, row]) => [key, row.schema])),
);
