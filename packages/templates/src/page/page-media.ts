import {
  bindMediaUrl,
  type LoadedApp,
  loadPublishedUrls,
  type MediaUrlOf,
  type ModuleImports,
  type Project,
  type RenderMediaOptions,
} from "@mediaroot/core";
import { collectImports } from "@mediaroot/core/internal";
import { bindMediaCheck, type OnMissingMedia } from "./media-check.ts";

/** The media that the pages of a site name. */
export interface PageMedia extends Pick<RenderMediaOptions, "integrityOf"> {
  /** The URL of a logical path. */
  readonly mediaUrl: MediaUrlOf;
  /** The content-named path of a logical path, percent-encoded; undefined where there is none. */
  readonly hashedPathOf: (logicalPath: string) => string | undefined;
  /** Called with each path that the text of a template names and that has no content-named one. */
  readonly onUnhashed: (logicalPath: string) => void;
  /** The bare names of modules that the apps declare. */
  readonly imports: ModuleImports;
}

/** Options of `createPageMedia`. */
export interface PageMediaOptions {
  /** Replaces the URLs of the project. */
  readonly mediaUrl: MediaUrlOf | undefined;
  readonly onMissing: OnMissingMedia;
}

/**
 * Creates the media of a site's pages: content-named in production, plain and checked in development.
 *
 * @throws MANIFEST_INVALID, MANIFEST_NEWER, IMPORT_CLASH
 */
export function createPageMedia(
  project: Project,
  apps: readonly LoadedApp[],
  { mediaUrl, onMissing }: PageMediaOptions,
): PageMedia {
  const imports = collectImports(apps);
  const plain = { hashedPathOf: () => undefined, onUnhashed: () => {}, imports };
  if (mediaUrl !== undefined) return { ...plain, mediaUrl: bindMediaUrl(mediaUrl) };
  if (project.debug) return { ...plain, mediaUrl: checkedUrls(project, onMissing) };
  const published = loadPublishedUrls(project, (logicalPath) => onMissing(logicalPath, []));
  if (published === undefined) return { ...plain, mediaUrl: bindMediaUrl(project.mediaUrl) };
  const { urlOf, pathOf, integrityOf, reportMissing } = published;
  return { mediaUrl: bindMediaUrl(urlOf), hashedPathOf: pathOf, onUnhashed: reportMissing, integrityOf, imports };
}

function checkedUrls(project: Project, onMissing: OnMissingMedia): MediaUrlOf {
  const urlOf = bindMediaUrl(project.mediaUrl);
  const check = bindMediaCheck(project, onMissing);
  return (path) => {
    const url = urlOf(path);
    check(String(path));
    return url;
  };
}
