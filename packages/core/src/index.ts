export {
  type AppConfig,
  defineApp,
  type Delimiters,
  type InstalledAppEntry,
  type InstalledAppOptions,
  type TemplatesConfig,
} from "./apps/app-config.ts";
export { appLabel } from "./apps/app-label.ts";
export type { AppRegistry, InstalledApp } from "./apps/app-registry.ts";
export { type ApplicationName, parseApplicationName } from "./settings/application-name.ts";
export { contains } from "./disk/containment.ts";
export {
  createErrorFactory,
  errnoOf,
  type ErrorCatalogue,
  type ErrorEntry,
  type ErrorFactory,
  MediarootError,
  reasonOf,
} from "./error.ts";
export type { CoreFacts } from "./core-facts.ts";
export { coreErrors } from "./errors.ts";
export { isAllowedHost } from "./allowed-hosts.ts";
export { escapeControls, formatBytes, scriptJson } from "./text.ts";
export { isWithinWholeSecond, SETTLE_MS, waitUntilSettled } from "./disk/file-clock.ts";
export { finishWithin } from "./finish-within.ts";
export { isDirectory, isFile } from "./disk/file-status.ts";
export { isPath, packageCandidates } from "./apps/import-path.ts";
export { appConfigFiles, loadAppConfig, type LoadedApp, templateDirectory } from "./apps/load-app-config.ts";
export { environmentFile, loadEnvironment } from "./settings/load-environment.ts";
export { importModule } from "./disk/import-module.ts";
export { findSettingsFile } from "./settings/load-settings.ts";
export { encodeSegments, type ParsedPath, parseLogicalPath, splitPath } from "./logical-path.ts";
export {
  script,
  type ScriptAsset,
  stylesheet,
  type StylesheetAsset,
  type TagAttributes,
} from "./declarations/media-asset.ts";
export {
  defineMedia,
  isMedia,
  type Media,
  type MediaDeclaration,
  mergeMedia,
} from "./declarations/media-declaration.ts";
export type { DirectoryEntry, MediaDirectory, PageRange } from "./finder/media-directory.ts";
export {
  type AppSource,
  identityOf,
  isCutShort,
  type MediaFile,
  type MediaSource,
  type MountSource,
  type ProjectSource,
  sameIdentity,
  sourceName,
  type StatIdentity,
} from "./finder/media-file.ts";
export { createMediaFinder, type MediaFinder, type MediaSources } from "./finder/media-finder.ts";
export { ledgerTarget, loadLedger } from "./ledger/ledger.ts";
export {
  type ContentCoding,
  type Ledger,
  type LedgerFile,
  type Release,
  renderLedger,
} from "./ledger/ledger-format.ts";
export { sha256Of } from "./ledger/ledger-hash.ts";
export { readWhole } from "./disk/read-whole.ts";
export { createLedgerIndex, type LedgerIndex } from "./ledger/ledger-index.ts";
export { LEDGER_DIRECTORY } from "./finder/media-ignore.ts";
export type { FailedScan, ListedFile, ListOptions, MediaListing, RefusedFile } from "./finder/media-list.ts";
export type { Attempt, Trace } from "./finder/media-lookup.ts";
export { collectImports, type ModuleImports, renderImportMap } from "./declarations/import-map.ts";
export type { RenderMediaOptions } from "./declarations/media-tags.ts";
export {
  loadManifest,
  type Manifest,
  type ManifestFile,
  parseManifest,
  renderManifest,
} from "./publication/manifest.ts";
export { loadPublishedUrls, type PublishedSite, type PublishedUrls } from "./publication/published-urls.ts";
export { createMediaUrl, isServedHere, type MediaUrlOf } from "./media-url.ts";
export type { Suggestions } from "./finder/suggestions.ts";
export { didYouMean, nearest, suggest } from "./nearest.ts";
export {
  type ApplicationMount,
  type DirectoryMount,
  loadProject,
  type LoadProjectOptions,
  type MediaSite,
  type Project,
} from "./project/project.ts";
export { realPathOf } from "./disk/real-path.ts";
export {
  type ContextFunction,
  type ContextRequest,
  defineSettings,
  type Settings,
  type SettingsInput,
  type SyncmediaSettings,
  type TemplatesSettings,
} from "./settings/settings.ts";
export { settingsTable } from "./settings/settings-table.ts";
export { entryAt, type LinkRules, type PathEntry } from "./disk/path-entry.ts";
