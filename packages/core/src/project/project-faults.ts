import path from "node:path";
import type { AppRegistry, InstalledApp } from "../apps/app-registry.ts";
import { applicationFaults } from "./application-faults.ts";
import { contains } from "../disk/containment.ts";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { isDirectory } from "../disk/file-status.ts";
import type { ResolvedSettings } from "./resolved-settings.ts";
import { didYouMean } from "../nearest.ts";
import { REACHABLE, reachablePathOf, realPathOf } from "../disk/real-path.ts";
import type { Settings } from "../settings/settings.ts";
import { settingsTable } from "../settings/settings-table.ts";

/**
 * Finds the faults that need several settings, or the disk, to be seen.
 *
 * @param complete whether all of INSTALLED_APPS was found. If not, an unknown label in URLS may belong to a missing app
 */
export function projectFaults(resolved: ResolvedSettings, complete: boolean): readonly MediarootError[] {
  const { settings, registry, root } = resolved;
  return [
    ...rootFaults(settings, root),
    ...(complete ? urlFaults(settings, registry) : []),
    ...prefixFaults(settings),
    ...repeatedPrefixes(settings),
    ...applicationFaults(resolved),
    ...(isDirectory(root)
      ? [...mediaRootFaults(resolved), ...templateFaults(resolved), ...overlaps(resolved.mediaRoot, registry.apps)]
      : []),
  ];
}

function rootFaults({ ROOT }: Settings, root: string): readonly MediarootError[] {
  if (isDirectory(root)) return [];
  const { expected, write } = settingsTable.ROOT;
  return [coreError("SETTING_INVALID", { key: "ROOT", expected, found: ROOT, write })];
}

function urlFaults(settings: Settings, registry: AppRegistry): readonly MediarootError[] {
  const labels = registry.apps.map(({ label }) => label);
  return Object.entries(settings.URLS)
    .filter(([, label]) => !registry.has(label))
    .map(([prefix, label]) =>
      coreError("SETTING_INVALID", {
        key: `URLS[${JSON.stringify(prefix)}]`,
        expected: "the label of an installed app",
        found: label,
        write: `The labels are: ${labels.join(", ") || "none"}.${didYouMean(label, labels)}`,
      }),
    );
}

function prefixFaults({ MEDIA_URL, ADMIN_MEDIA_PREFIX, URLS, MOUNTS }: Settings): readonly MediarootError[] {
  const media = { key: "MEDIA_URL", url: MEDIA_URL };
  const admin = ADMIN_MEDIA_PREFIX === undefined ? [] : [{ key: "ADMIN_MEDIA_PREFIX", url: ADMIN_MEDIA_PREFIX }];
  const claimed = [
    ...Object.keys(URLS).map((prefix) => ["URLS", prefix] as const),
    ...Object.keys(MOUNTS).map((prefix) => ["MOUNTS", prefix] as const),
  ].flatMap(([key, found]) => {
    const above = [media, ...admin].find(({ url }) => withSlash(found).startsWith(url));
    return above === undefined
      ? []
      : prefixFault(key, found, { ...above, write: "Move it to another prefix: media is served there." });
  });
  const overlapping = admin.filter(({ url }) => url.startsWith(MEDIA_URL) || MEDIA_URL.startsWith(url));
  const write = `Remove it: admin's media is at ${MEDIA_URL}admin/.`;
  return [...claimed, ...overlapping.map(({ key, url }) => prefixFault(key, url, { ...media, write }))];
}

function prefixFault(
  key: string,
  found: string,
  above: { readonly key: string; readonly url: string; readonly write: string },
): MediarootError {
  const expected = `a prefix apart from ${above.key} (${above.url})`;
  return coreError("SETTING_INVALID", { key, expected, found, write: above.write });
}

/** `/x` and `/x/` are the same prefix. */
function repeatedPrefixes({ URLS, MOUNTS }: Settings): readonly MediarootError[] {
  const prefixes = [...Object.keys(URLS), ...Object.keys(MOUNTS)];
  const write = "Remove one of the two.";
  return prefixes
    .filter((prefix, index) => prefixes.findIndex((first) => withSlash(first) === withSlash(prefix)) < index)
    .map((found) =>
      coreError("SETTING_INVALID", { key: "URLS and MOUNTS", expected: "each prefix once", found, write }),
    );
}

/** All of MEDIA_ROOT is public, so it must not hold the settings. */
function mediaRootFaults({ settings, settingsFile, mediaRoot }: ResolvedSettings): readonly MediarootError[] {
  const real = reachablePathOf(mediaRoot);
  if (real !== undefined && !contains(real, realPathOf(settingsFile))) return [];
  const expected =
    real === undefined ? REACHABLE : "a directory of its own, without the settings file: all that it holds is public";
  const { write } = settingsTable.MEDIA_ROOT;
  return [coreError("SETTING_INVALID", { key: "MEDIA_ROOT", expected, found: settings.MEDIA_ROOT, write })];
}

/** Each file in a template directory counts as a template: the dev server would reload the page at every write in the project. */
function templateFaults({ settings, settingsFile, root }: ResolvedSettings): readonly MediarootError[] {
  const { write } = settingsTable.TEMPLATES;
  return settings.TEMPLATES.DIRS.flatMap((directory, index) => {
    const real = reachablePathOf(path.resolve(root, directory));
    if (real === undefined) return [];
    if (!contains(real, realPathOf(settingsFile)) && !contains(real, realPathOf(root))) return [];
    const expected = "a directory without the settings file or the project root";
    return [coreError("SETTING_INVALID", { key: `TEMPLATES.DIRS[${index}]`, expected, found: directory, write })];
  });
}

function overlaps(mediaRoot: string, apps: readonly InstalledApp[]): readonly MediarootError[] {
  const root = reachablePathOf(mediaRoot);
  return apps
    .filter(({ mediaDirectory }) => {
      const media = reachablePathOf(mediaDirectory);
      return root !== undefined && media !== undefined && (contains(root, media) || contains(media, root));
    })
    .map(({ label, mediaDirectory: media }) => coreError("MEDIA_OVERLAP", { mediaRoot, label, media }));
}

function withSlash(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}
