import { positionBehind } from "@mediaroot/templates/survey";
import { finding, type Finding } from "../finding.ts";
import { escapeRegExp } from "../settings-place.ts";
import type { SurveyedSite } from "../surveyed-site.ts";
import { fixedPrefixes } from "./fixed-prefixes.ts";

/** Finds URLs in templates that begin with the value of MEDIA_URL or ADMIN_MEDIA_PREFIX. */
export function checkFixedUrls(site: SurveyedSite): readonly Finding[] {
  const prefixes = fixedPrefixes(site.project);
  const url = new RegExp(`(?<=["'(=,]\\s*)(?:${prefixes.map(escapeRegExp).join("|")})[^"'\\s<>)]*`, "g");
  return site.templates.flatMap(({ source: app, file, read }) =>
    (read.kind === "read" ? read.uses : []).flatMap((use) => {
      if (use.kind !== "text") return [];
      return [...use.text.matchAll(url)].map(({ 0: found, index }) => {
        const place = { app, file, ...positionBehind(use, use.text.slice(0, index)) };
        const prefix = prefixes.find((one) => found.startsWith(one));
        return finding("templates.W007", place, `${found} works only while media is at ${prefix}.`);
      });
    }),
  );
}
