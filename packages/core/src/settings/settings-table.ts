import type { SettingRow, Settings } from "./settings.ts";
import { settingRows } from "./settings-schema.ts";

// In a file of its own: the type declarations of this package must not import zod, which is bundled.
/** All settings, with what each expects. docs/settings.md is tested against this table. */
export const settingsTable: { readonly [Key in keyof Settings]: SettingRow } = settingRows;
