// `@mediaroot/core/references`: which file names which, and content-named files. Apart from the main entry, which needs no
// tokenizer of CSS or lexer of modules.
export { hashedName } from "./publication/hashed-name.ts";
export {
  type DanglingReference,
  readReferences,
  referencesKey,
  type UnreadableSource,
} from "./publication/file-links.ts";
export { type HashedFile, nameFiles, readHashedFile } from "./publication/name-files.ts";
export type { FileDigest } from "./publication/file-digest.ts";
export {
  type CacheContent,
  createPublicationCache,
  type NamedGroup,
  type PublicationCache,
  type ReadReferences,
} from "./publication/publication-cache.ts";
export type { PublicationSource } from "./publication/publication-source.ts";
export { groupByReferences } from "./publication/reference-groups.ts";
export { type PublicationSurvey, surveyPublication } from "./publication/survey.ts";
export {
  decodeText,
  type ParsedReferences,
  parseReferences,
  type SourceKind,
  sourceKindOf,
} from "./references/parse-references.ts";
export {
  type Position,
  positionOf,
  positionsIn,
  type Reference,
  type ReferenceForm,
  type ReferencePlace,
} from "./references/reference.ts";
export { type ReferenceBase, type ResolvedReference, resolveReference } from "./references/resolve-reference.ts";
export { relativeSpecifier, type Replacement, rewriteReferences } from "./references/rewrite-references.ts";
