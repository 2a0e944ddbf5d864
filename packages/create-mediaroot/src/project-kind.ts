/** The kinds of projects: a site, or an app that others install. */
export type ProjectKind = "site" | "app";

/** All kinds; the first is the default. */
export const PROJECT_KINDS: readonly ProjectKind[] = ["site", "app"];
