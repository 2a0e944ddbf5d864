import { hash } from "node:crypto";
import type { Tree } from "@mediaroot/core/testing";
import type { PublishedText } from "../packages/media/tests/publication.test.support.ts";
import { type ContenderName, DEVELOPMENT, PRODUCTION } from "./serve-contenders.ts";
import { startDevServer } from "./serve-devserver.ts";
import { missingNginx, startNginx } from "./serve-nginx.ts";
import type { Running } from "./pinned.ts";

/** An answer that contenders give alike, measured in one table. */
export interface ServedCase {
  readonly title: string;
  /** The logical path that is requested. */
  readonly file: string;
  readonly status: 200 | 304 | 404;
  /** Where the bytes of a 200 are, as they are sent. */
  readonly place?: string;
  readonly contenders: readonly ContenderName[];
  /** Servers that are commands of their own. */
  readonly programs: readonly ((root: string) => Promise<Running>)[];
  /** The contender whose answer bare node:http repeats. */
  readonly own: ContenderName;
  /** The Accept-Encoding of requests. */
  readonly encoding?: string;
}

const FILES = 5000;
const LINE = "a { color: #123456 }\n";
const TEXT = LINE.repeat(49).slice(0, 1024);
const KB_30 = LINE.repeat(1500).slice(0, 30 * 1024);
const KB_300 = LINE.repeat(15_000).slice(0, 300 * 1024);
/** Hexadecimal digits that nothing predicts take half a byte each: 30 KB once they are compressed. */
const LONG = Array.from({ length: 940 }, (_, index) => hash("sha256", String(index))).join("");
const HASHED = "shop/css/site.0123456789abcdef.css";
const HASHED_LONG = "shop/css/long.0123456789abcdef.css";

const development = { status: 200, contenders: DEVELOPMENT, programs: [], own: "addMediaToApp" } as const;
const production = {
  status: 200,
  contenders: PRODUCTION,
  programs: missingNginx() === undefined ? [startNginx] : [],
  own: "addMediaToApp, published files",
} as const;
const small = { file: "shop/css/site.css", place: "shop/media/css/site.css" };

/** Every table, in its order. */
export const CASES: readonly ServedCase[] = [
  { ...development, ...small, title: "A file of 1 KB", programs: [startDevServer] },
  { ...development, ...small, title: "304: the client has the file of 1 KB", status: 304 },
  { ...development, title: "404: no such file", file: "shop/css/absent.css", status: 404 },
  { ...development, title: "A file of 30 KB", file: "shop/css/30.css", place: "shop/media/css/30.css" },
  { ...development, title: "A file of 300 KB", file: "shop/css/300.css", place: "shop/media/css/300.css" },
  {
    ...development,
    title: `A file of 1 KB in a directory of ${FILES} files`,
    file: "shop/many/site.css",
    place: "shop/media/many/site.css",
  },
  { ...production, title: "Production: a content-named file of 1 KB", file: HASHED, place: `public/${HASHED}` },
  { ...production, title: "Production: 404", file: "shop/css/absent.css", status: 404 },
  {
    ...production,
    title: "Production: a content-named file, compressed ahead",
    file: HASHED_LONG,
    place: `public/${HASHED_LONG}.br`,
    encoding: "gzip, deflate, br",
  },
];

/** What is published, in `public`. */
export const PUBLISHED: Readonly<Record<string, PublishedText>> = {
  [HASHED]: { text: TEXT, hashed: true },
  [HASHED_LONG]: { text: LONG, hashed: true, compressed: true },
};

/** The site that all serve. */
export function siteTree(): Tree {
  const others = Array.from({ length: FILES - 1 }, (_, index) => [`shop/media/many/${index + 1}.css`, ""]);
  return {
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./shop"] };`,
    "media/": "",
    "shop/media/css/site.css": TEXT,
    "shop/media/css/30.css": KB_30,
    "shop/media/css/300.css": KB_300,
    "shop/media/many/site.css": TEXT,
    ...(Object.fromEntries(others) as Tree),
  };
}
