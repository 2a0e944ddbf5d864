import type { SettingRow } from "./settings.ts";

/** The values that the keys inside settings expect, by their paths. A key without a row is described by that of the group around it. */
export const nestedRows: ReadonlyMap<string, SettingRow> = new Map([
  ["TEMPLATES.DIRS", { expected: "a list of directories", write: 'Write `TEMPLATES: { DIRS: ["templates"] }`.' }],
  [
    "TEMPLATES.EXPOSE",
    { expected: "names of settings, never SECRET_KEY", write: 'Write `TEMPLATES: { EXPOSE: ["MEDIA_URL"] }`.' },
  ],
  [
    "TEMPLATES.CONTEXT",
    {
      expected: "a function of the request that returns an object",
      write: "Write `TEMPLATES: { CONTEXT: (request) => ({ path: request.url }) }`.",
    },
  ],
  [
    "TEMPLATES.FILTERS",
    {
      expected: "functions by name",
      write: "Write `TEMPLATES: { FILTERS: { upper: (text) => text.toUpperCase() } }`.",
    },
  ],
  [
    "TEMPLATES.GLOBALS",
    { expected: "values by name", write: 'Write `TEMPLATES: { GLOBALS: { shop_name: "Coils" } }`.' },
  ],
  ["SYNCMEDIA.METHOD", { expected: '"copy", "link" or "auto"', write: 'Write `SYNCMEDIA: { METHOD: "copy" }`.' }],
  [
    "SYNCMEDIA.STRATEGY",
    {
      expected: '"sync", "clear", "overwrite", "new" or "update"',
      write: 'Write `SYNCMEDIA: { STRATEGY: "sync" }`.',
    },
  ],
  [
    "SYNCMEDIA.TARGET",
    { expected: "a directory, or s3://bucket/prefix", write: 'Write `SYNCMEDIA: { TARGET: "public" }`.' },
  ],
  ["SYNCMEDIA.HASH", { expected: 'true, false or "all"', write: "Write `SYNCMEDIA: { HASH: true }`." }],
  [
    "SYNCMEDIA.COMPRESS",
    { expected: 'a list of "br", "gzip" and "zst"', write: 'Write `SYNCMEDIA: { COMPRESS: ["br", "gzip"] }`.' },
  ],
  [
    "SYNCMEDIA.KEEP",
    {
      expected: "{ RELEASES, DAYS }, whole numbers that are not negative",
      write: "Write `SYNCMEDIA: { KEEP: { RELEASES: 3, DAYS: 7 } }`.",
    },
  ],
  [
    "SYNCMEDIA.DANGLING",
    { expected: "a list of glob patterns", write: 'Write `SYNCMEDIA: { DANGLING: ["reveal/js/**"] }`.' },
  ],
  [
    "SYNCMEDIA.S3",
    {
      expected: "{ ENDPOINT, REGION, CREDENTIALS }: a URL, a name and a function",
      write: 'Write `SYNCMEDIA: { S3: { ENDPOINT: "https://s3.example.com" } }`.',
    },
  ],
]);
