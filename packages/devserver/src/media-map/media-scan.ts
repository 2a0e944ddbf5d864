import { type MediaFinder, type MediaSource, sourceName } from "@mediaroot/core/media";

/** A logical path, the source whose file wins there, and those that it shadows. */
export interface ScannedFile {
  readonly logicalPath: string;
  readonly bytes: number;
  readonly source: MediaSource;
  readonly shadows: readonly MediaSource[];
}

/** The numbers of one source: its files, their bytes, and how many are shadowed. */
export interface SourceCount {
  readonly source: MediaSource;
  /** `project`, or the label of an app. */
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** How many of its files are shadowed. */
  readonly shadowed: number;
}

/** All media of a site, in the order of the listings. */
export interface MediaScan {
  readonly files: readonly ScannedFile[];
  readonly counts: readonly SourceCount[];
}

/**
 * Looks at all media of a site. The finder reads directories in short turns of the event loop, so that others are served meanwhile.
 *
 * @param sources those of the finder, in order of precedence
 * @throws system errors
 */
export async function scanMedia(finder: MediaFinder, sources: readonly MediaSource[]): Promise<MediaScan> {
  const files: ScannedFile[] = [];
  await scanDirectory(finder, [], files);
  const counts = new Map(sources.map((source) => [source, { files: 0, bytes: 0, shadowed: 0 }]));
  for (const { source, bytes, shadows } of files) {
    const count = counts.get(source);
    if (count !== undefined) {
      count.files += 1;
      count.bytes += bytes;
    }
    for (const shadow of shadows) {
      const hidden = counts.get(shadow);
      if (hidden !== undefined) hidden.shadowed += 1;
    }
  }
  return { files, counts: [...counts].map(([source, count]) => ({ source, name: sourceName(source), ...count })) };
}

async function scanDirectory(finder: MediaFinder, segments: readonly string[], files: ScannedFile[]): Promise<void> {
  const directory = await finder.listDirectory(segments);
  for (const { name, kind, size, source, others } of directory?.entries ?? []) {
    if (kind === "directory") await scanDirectory(finder, [...segments, name], files);
    else files.push({ logicalPath: [...segments, name].join("/"), bytes: size, source, shadows: others });
  }
}
