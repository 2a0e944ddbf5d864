import * as z from "zod/mini";
import { isPlainObject } from "../plain-object.ts";

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
    for (const [name, text] of entries) {
      if (key.safeParse(name).success && value.safeParse(text).success) continue;
      issues.push({ code: "custom", path: [name], input });
    }
    return Object.fromEntries(entries);
  });
  return z.pipe(z.custom<TextRecord>(isPlainObject), checked);
}
