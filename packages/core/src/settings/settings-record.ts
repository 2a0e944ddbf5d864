import * as z from "zod/mini";
import { isPlainObject } from "../plain-object.ts";

/** Names or URL prefixes, each with a string. */
export type TextRecord = Readonly<Record<string, string>>;

/**
 * A record of strings in which every key is only a name: zod's own drops `__proto__` without a word.
 *
 * @param key what each key must be
 * @param value what each value must be
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
