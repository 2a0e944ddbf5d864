/** The option of every command that loads a project. */
export const SETTINGS = [
  "--settings <file>",
  "settings file (default: MEDIAROOT_SETTINGS, or settings.ts here)",
] as const;

/** The option of every command that ends by itself. */
export const JSON_DOCUMENT = ["--json", "print one JSON document on stdout, everything else on stderr"] as const;
