import type { Finding } from "./finding.ts";
import { checkApps } from "./rules/check-apps.ts";
import { checkDrift } from "./rules/check-drift.ts";
import { checkFixedUrls } from "./rules/check-fixed-urls.ts";
import { checkMediaNames } from "./rules/check-media-names.ts";
import { checkNamedMedia } from "./rules/check-named-media.ts";
import { checkOverrides } from "./rules/check-overrides.ts";
import { checkPublished } from "./rules/check-published.ts";
import { checkReferences } from "./rules/check-references.ts";
import { checkRoutes } from "./rules/check-routes.ts";
import { checkTemplateOverrides } from "./rules/check-template-overrides.ts";
import { checkTemplates } from "./rules/check-templates.ts";
import type { Check, SurveyedSite } from "./surveyed-site.ts";

/** The checks that run at every `devserver check`. */
const SITE_CHECKS: readonly Check[] = [
  checkApps,
  checkPublished,
  checkMediaNames,
  checkOverrides,
  checkDrift,
  checkNamedMedia,
  checkReferences,
  checkTemplates,
  checkTemplateOverrides,
  checkFixedUrls,
  checkRoutes,
];

/** Runs the checks of a site. */
export function checkSite(site: SurveyedSite): readonly Finding[] {
  return SITE_CHECKS.flatMap((check) => check(site));
}
