// `@mediaroot/core/media`: the part of core that serving media needs, without the settings and their validator, which take five times as
// long to load.
export { contains, isWithin } from "./disk/containment.ts";
export { isFile, lstatAt } from "./disk/file-status.ts";
export { defineErrors, errnoOf, type ErrorCatalogue, type ErrorFactory, MediarootError, reasonOf } from "./error.ts";
export { hasSettableChangeTime, msUntilSettled, SETTLE_MS, waitUntilSettled } from "./disk/file-clock.ts";
export { escapeControls, escapeHtml, formatBytes, joinFirst } from "./text.ts";
export { isAllowedHost, parseHost } from "./settings/allowed-hosts.ts";
export { ledgerPath, loadLedger, readLedger } from "./ledger/ledger.ts";
export type { ContentCoding, LedgerFile } from "./ledger/ledger-file.ts";
export type { Ledger } from "./ledger/ledger-format.ts";
export { createLedgerIndex, type LedgerIndex } from "./ledger/ledger-index.ts";
export { encodeSegments, parseSegments, refuseSegment, splitPath } from "./logical-path.ts";
export type { DirectoryEntry, MediaDirectory, PageRange } from "./finder/media-directory.ts";
export {
  identityOf,
  type MediaFile,
  type MediaSource,
  sameIdentity,
  sourceName,
  type StatIdentity,
} from "./finder/media-file.ts";
export type { ListedDirectory } from "./finder/media-layer.ts";
export { createMediaFinder, type MediaFinder } from "./finder/media-finder.ts";
export type { Attempt, Trace } from "./finder/media-lookup.ts";
export { isServedHere, RESERVED_PREFIX } from "./media-url.ts";
export type { Suggestions } from "./finder/suggestions.ts";
export type { MediaSite } from "./project/media-site.ts";
export { loadPackageVersion } from "./disk/package-version.ts";
export { readWhole } from "./disk/read-whole.ts";
export { reachablePathOf, realPathOf } from "./disk/real-path.ts";
