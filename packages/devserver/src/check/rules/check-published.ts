import path from "node:path";
import { templateDirectory } from "@mediaroot/core/internal";
import { finding, type Finding } from "../finding.ts";
import { placeIn } from "../settings-place.ts";
import type { SurveyedSite } from "../surveyed-site.ts";
import { hasFiles } from "./check-packed.ts";

/** Finds directories of apps that their packages leave out: the site works here, and nowhere else. */
export function checkPublished({ apps, published }: SurveyedSite): readonly Finding[] {
  return published.flatMap(({ label, directory, files }) => {
    const loaded = apps.find(({ app }) => app.label === label);
    const parts = loaded === undefined ? [] : [loaded.app.mediaDirectory, templateDirectory(loaded)];
    const place = placeIn(path.join(directory, "package.json"), "files", label);
    return parts.flatMap((part) => {
      const below = `${path.relative(directory, part).split(path.sep).join("/")}/`;
      if (!hasFiles(part) || files.some((file) => file.startsWith(below))) return [];
      return finding("apps.W005", place, `npm packs no file of ${below}.`);
    });
  });
}
