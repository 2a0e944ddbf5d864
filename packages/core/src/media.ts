// `@mediaroot/core/media`: what serving media takes, without the settings and their validator, which load for five times as long.
export { contains } from "./containment.ts";
export {
  createErrorFactory,
  errnoOf,
  type ErrorCatalogue,
  type ErrorFactory,
  MediarootError,
  reasonOf,
} from "./error.ts";
export { ledgerPath, loadLedger } from "./ledger.ts";
export { createLedgerIndex, type LedgerIndex } from "./ledger-index.ts";
export { encodeSegments, parseSegments, refuseSegment } from "./logical-path.ts";
export type { DirectoryEntry, MediaDirectory } from "./media-directory.ts";
export { identityOf, type MediaFile, type MediaSource, sourceName } from "./media-file.ts";
export { createMediaFinder, type MediaFinder } from "./media-finder.ts";
export type { Attempt } from "./media-lookup.ts";
export { nearest } from "./nearest.ts";
export type { MediaSite } from "./project.ts";
export { reachablePathOf, realPathOf } from "./real-path.ts";
