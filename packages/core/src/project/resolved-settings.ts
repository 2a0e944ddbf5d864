import type { AppRegistry } from "../apps/app-registry.ts";
import type { Settings } from "../settings/settings.ts";

/** Valid settings, with the apps and directories that they name. */
export interface ResolvedSettings {
  readonly settings: Settings;
  readonly settingsFile: string;
  readonly registry: AppRegistry;
  /** The project root, absolute. */
  readonly root: string;
  /** MEDIA_ROOT, absolute. */
  readonly mediaRoot: string;
}
