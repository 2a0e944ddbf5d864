import type { AppSource } from "../src/finder/media-file.ts";
import { createMediaFinder, type MediaFinder, type MediaSources } from "../src/finder/media-finder.ts";
import type { TestTree } from "../src/testing.ts";

/** @returns the finder of a project whose MEDIA_ROOT is `media`, and whose apps lie at `<label>/media` */
export function finderOf(tree: TestTree, ...labels: readonly string[]): MediaFinder {
  return createMediaFinder(siteOf(tree, labels));
}

/** @returns the logical paths that a finder lists, in order */
export function names(finder: MediaFinder, options?: Parameters<MediaFinder["list"]>[0]): readonly string[] {
  return finder.list(options).files.map(({ logicalPath }) => logicalPath);
}

function siteOf(tree: TestTree, labels: readonly string[]): MediaSources {
  const apps = labels.map((label): AppSource => ({
    kind: "app",
    label,
    mount: `${label}/`,
    directory: tree.path(label, "media"),
  }));
  const project = { kind: "project", mount: "", directory: tree.path("media") } as const;
  return { sources: [project, ...apps], ignore: [] };
}
