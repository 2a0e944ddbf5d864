export { type AppConfig, defineApp, type Delimiters, type TemplatesConfig } from "./app-config.ts";
export { appLabel } from "./app-label.ts";
export type { AppRegistry, InstalledApp } from "./app-registry.ts";
export { type ApplicationName, parseApplicationName } from "./application-name.ts";
export { contains } from "./containment.ts";
export {
  createErrorFactory,
  errnoOf,
  type ErrorCatalogue,
  type ErrorEntry,
  type ErrorFactory,
  MediarootError,
  reasonOf,
} from "./error.ts";
export { type CoreFacts, coreErrors } from "./errors.ts";
export { isDirectory, isFile } from "./file-status.ts";
export { isPath, packageCandidates } from "./import-path.ts";
export { appConfigFiles, loadAppConfig, type LoadedApp } from "./load-app-config.ts";
export { loadEnvironment } from "./load-environment.ts";
export { findSettingsFile, importModule } from "./load-settings.ts";
export { encodeSegments, type ParsedPath, parseLogicalPath, parseSegments, refuseSegment } from "./logical-path.ts";
export { script, type ScriptAsset, stylesheet, type StylesheetAsset, type TagAttributes } from "./media-asset.ts";
export { defineMedia, isMedia, type Media, type MediaDeclaration, mergeMedia } from "./media-declaration.ts";
export type { DirectoryEntry, MediaDirectory } from "./media-directory.ts";
export {
  type AppSource,
  identityOf,
  type MediaFile,
  type MediaSource,
  type MountSource,
  type ProjectSource,
  sameIdentity,
  sourceName,
  type StatIdentity,
} from "./media-file.ts";
export { createMediaFinder, type MediaFinder, type MediaSources } from "./media-finder.ts";
export { ledgerPath, ledgerTarget, loadLedger } from "./ledger.ts";
export { type Ledger, type LedgerFile, parseLedger, renderLedger } from "./ledger-format.ts";
export { sha256Of } from "./ledger-hash.ts";
export { readWhole } from "./read-whole.ts";
export { createLedgerIndex, type LedgerIndex } from "./ledger-index.ts";
export { LEDGER_DIRECTORY } from "./media-ignore.ts";
export type { FailedScan, ListedFile, ListOptions, MediaListing, RefusedFile } from "./media-list.ts";
export type { Attempt, Trace } from "./media-lookup.ts";
export type { RenderMediaOptions } from "./media-tags.ts";
export { createMediaUrl, type MediaUrlOf } from "./media-url.ts";
export { askIfMeant, didYouMean, nearest } from "./nearest.ts";
export {
  type ApplicationMount,
  type DirectoryMount,
  loadProject,
  type LoadProjectOptions,
  type MediaSite,
  type Project,
} from "./project.ts";
export { realPathOf } from "./real-path.ts";
export {
  type ContextFunction,
  type ContextRequest,
  defineSettings,
  type InstalledAppEntry,
  type InstalledAppOptions,
  type Settings,
  type SettingsInput,
  type SyncmediaSettings,
  type TemplatesSettings,
} from "./settings.ts";
export { settingsTable } from "./settings-table.ts";
export { type LinkRules, type Standing, standingAt } from "./standing.ts";
