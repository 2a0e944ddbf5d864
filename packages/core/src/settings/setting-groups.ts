import * as z from "zod/mini";
import { _default as withDefault } from "zod/mini";
import { isLabel } from "../apps/app-label.ts";
import type { S3Settings } from "./s3-settings.ts";
import { count, optionalText, text, texts } from "./setting-values.ts";

const delimiters = z.readonly(z.tuple([text, text]));
const appObject = z.strictObject({
  name: text,
  label: z.optional(z.string().check(z.refine(isLabel))),
  media: optionalText,
  templates: z.optional(z.union([text, z.strictObject({ dir: optionalText, delimiters: z.optional(delimiters) })])),
});

/** The schema of an entry of INSTALLED_APPS. */
export const appEntry: z.ZodMiniType = z.union([text, appObject]);
/** The keys of an entry that is an object. */
export const APP_ENTRY_KEYS: readonly string[] = Object.keys(appObject.shape);

/** The schema of SYNCMEDIA.KEEP. */
export const keep: z.ZodMiniObject = z.strictObject({ RELEASES: withDefault(count, 3), DAYS: withDefault(count, 7) });

/** The schema of SYNCMEDIA.S3. */
export const s3: z.ZodMiniObject = z.strictObject({
  ENDPOINT: optionalText,
  REGION: optionalText,
  CREDENTIALS: z.optional(z.custom<S3Settings["CREDENTIALS"]>((value) => typeof value === "function")),
});

/** The schema of SYNCMEDIA. */
export const syncmedia: z.ZodMiniObject = z.strictObject({
  METHOD: withDefault(z.enum(["copy", "link", "auto"]), "copy"),
  STRATEGY: withDefault(z.enum(["sync", "clear", "overwrite", "new", "update"]), "sync"),
  TARGET: optionalText,
  HASH: withDefault(z.union([z.boolean(), z.literal("all")]), false),
  COMPRESS: withDefault(z.array(z.enum(["br", "gzip", "zst"])), []),
  KEEP: z.prefault(keep, {}),
  DANGLING: withDefault(texts, []),
  S3: z.prefault(s3, {}),
});

/** The schema of CHECKS. */
export const checks: z.ZodMiniObject = z.strictObject({
  SILENCE: withDefault(z.readonly(z.array(text.check(z.refine(isSilence)))), []),
});

function isSilence(written: string): boolean {
  return /^[a-z]+\.[EW]\d{3}(?::.+)?$|^(?:@[^/@\s]+\/)?[^/@\s]+@\S+$/.test(written);
}
