import type { SettingRow, Settings } from "./settings.ts";
import { settingRows } from "./settings-schema.ts";

// A file of its own: the declarations of what index.ts exports may not lead to zod, which is bundled.
/** THE table of settings. docs/settings.md is tested against it. */
export const settingsTable: { readonly [Key in keyof Settings]: SettingRow } = settingRows;
