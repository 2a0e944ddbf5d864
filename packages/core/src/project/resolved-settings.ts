import type { AppRegistry } from "../apps/app-registry.ts";
import type { Settings } from "../settings/settings.ts";

/** Settings that are each fine, and what they turned out to name. */
export interface ResolvedSettings {
  readonly settings: Settings;
  readonly settingsFile: string;
  readonly registry: AppRegistry;
  /** The project root, absolute. */
  readonly root: string;
  /** MEDIA_ROOT, absolute. */
  readonly mediaRoot: string;
}
