// `@mediaroot/core/internal`: for Mediaroot's own packages. It may change in any release.
export { type ApplicationName, parseApplicationName } from "./settings/application-name.ts";
export { contains } from "./disk/containment.ts";
export { createErrorFactory, errnoOf, type ErrorFactory } from "./error.ts";
export { isAllowedHost } from "./settings/allowed-hosts.ts";
export { escapeControls, formatBytes, scriptJson } from "./text.ts";
export { isWithinWholeSecond, SETTLE_MS, waitUntilSettled } from "./disk/file-clock.ts";
export { finishWithin } from "./imports/finish-within.ts";
export { isDirectory, isFile } from "./disk/file-status.ts";
export { isPath, packageCandidates } from "./apps/import-path.ts";
export { appConfigFiles, templateDirectory } from "./apps/load-app-config.ts";
export { environmentFile, loadEnvironment } from "./settings/load-environment.ts";
export { importModule } from "./imports/import-module.ts";
export { findSettingsFile } from "./settings/load-settings.ts";
export { identityOf, isCutShort, sameIdentity, sourceName } from "./finder/media-file.ts";
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
export { collectImports, renderImportMap } from "./declarations/import-map.ts";
export { isServedHere } from "./media-url.ts";
export { nearest, suggest } from "./nearest.ts";
export { realPathOf } from "./disk/real-path.ts";
export { entryAt, type LinkRules, type PathEntry } from "./disk/path-entry.ts";
