import * as z from "zod/mini";
import { RESERVED_PREFIX } from "../media-url.ts";
import { isPlainObject } from "../plain-object.ts";

const URL_PATH = /^(?:\/[A-Za-z0-9._~-]+)+\/$/;
const ABSOLUTE_URL = /^(?:https?:)?\/\/[^/?#\s"<>\\]+\/(?:[^?#\s"<>\\]*\/)?$/;
const PREFIX = /^\/$|^(?:\/[A-Za-z0-9._~-]+)+\/?$/;

/** A string that is not empty. */
export const notEmpty: z.ZodMiniType<string> = z.string().check(z.minLength(1));

/** A string that can be a path, a name or a key: not empty, and without a zero byte, which no file's name can have. */
export const text: z.ZodMiniType<string> = notEmpty.check(z.refine((value) => !value.includes("\0")));

/** A string as `text`, or nothing. */
export const optionalText: z.ZodMiniOptional<z.ZodMiniType<string>> = z.optional(text);

/** A list of strings as `text`. */
export const texts: z.ZodMiniType<readonly string[]> = z.readonly(z.array(text));

/** A whole number that is not negative. */
export const count: z.ZodMiniType<number> = z.number().check(z.int(), z.minimum(0));

/** The path of a URL that begins and ends with "/": `/media/`. */
export const urlPath: z.ZodMiniType<string> = z.string().check(z.refine((url) => URL_PATH.test(url) && isFree(url)));

/** An absolute URL that ends with "/": `https://cdn.example.com/`. */
export const absoluteUrl: z.ZodMiniType<string> = z
  .string()
  .check(z.refine((url) => ABSOLUTE_URL.test(url) && URL.canParse(url, "http://site/")));

/** A URL prefix, the last "/" of which may be missing: `/admin`. */
export const prefix: z.ZodMiniType<string> = z.string().check(z.refine((url) => PREFIX.test(url) && isFree(url)));

/** Whether a URL is outside what Mediaroot keeps for itself, and has no dot segments. */
function isFree(url: string): boolean {
  return !`${url}/`.startsWith(RESERVED_PREFIX) && !/\/\.{1,2}(?:\/|$)/.test(url);
}

/** A record of strings. */
export type TextRecord = Readonly<Record<string, string>>;

/**
 * The schema of a record of strings. Unlike the one of zod it does not silently drop the key `__proto__`.
 *
 * @param key the schema of each key
 * @param value the schema of each value
 */
export function recordOf(key: z.ZodMiniType<string>, value: z.ZodMiniType<string>): z.ZodMiniType<TextRecord> {
  const checked = z.transform<TextRecord, TextRecord>((input, { issues }) => {
    const entries = Object.entries(input);
    for (const [name, item] of entries) {
      if (key.safeParse(name).success && value.safeParse(item).success) continue;
      issues.push({ code: "custom", path: [name], input });
    }
    return Object.fromEntries(entries);
  });
  return z.pipe(z.custom<TextRecord>(isPlainObject), checked);
}
