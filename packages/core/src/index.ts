export {
  type AppConfig,
  defineApp,
  type Delimiters,
  type InstalledAppEntry,
  type InstalledAppOptions,
  type TemplateFilter,
  type TemplatesConfig,
} from "./apps/app-config.ts";
export { appLabel } from "./apps/app-label.ts";
export type { AppRegistry, InstalledApp } from "./apps/app-registry.ts";
export { type ErrorCatalogue, type ErrorEntry, MediarootError, reasonOf } from "./error.ts";
export type { CoreFacts } from "./core-facts.ts";
export { coreErrors } from "./errors.ts";
export { loadAppConfig, type LoadedApp } from "./apps/load-app-config.ts";
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
export type {
  AppSource,
  MediaFile,
  MediaSource,
  MountSource,
  ProjectSource,
  StatIdentity,
} from "./finder/media-file.ts";
export { createMediaFinder, type MediaFinder, type MediaSources } from "./finder/media-finder.ts";
export type { FailedScan, ListedFile, ListOptions, MediaListing, RefusedFile } from "./finder/media-list.ts";
export type { Attempt, Trace } from "./finder/media-lookup.ts";
export type { ModuleImports } from "./declarations/import-map.ts";
export type { RenderMediaOptions } from "./declarations/media-tags.ts";
export {
  loadManifest,
  type Manifest,
  type ManifestFile,
  parseManifest,
  renderManifest,
} from "./publication/manifest.ts";
export { loadPublishedUrls, type PublishedSite, type PublishedUrls } from "./publication/published-urls.ts";
export { bindMediaUrl, type MediaUrlOf } from "./media-url.ts";
export type { Suggestions } from "./finder/suggestions.ts";
export { didYouMean } from "./nearest.ts";
export type { ApplicationMount, DirectoryMount, MediaSite } from "./project/media-site.ts";
export { loadProject, type LoadProjectOptions, type Project } from "./project/project.ts";
export { type ChecksSettings, defineSettings, type Settings, type SettingsInput } from "./settings/settings.ts";
export type { S3Credentials, S3Settings } from "./settings/s3-settings.ts";
export type { SyncmediaSettings } from "./settings/syncmedia-settings.ts";
export type { ContextFunction, ContextRequest, TemplatesSettings } from "./settings/templates-settings.ts";
export { settingsTable } from "./settings/settings-table.ts";
