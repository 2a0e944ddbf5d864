import { renderMarkdown } from "./markdown.ts";
import type { Post } from "./post.ts";

/** A post with the values that its templates print. */
export interface ShownPost {
  readonly post: Post;
  /** `12 February 2026`; empty for a draft without a date */
  readonly date: string;
  /** The body as HTML that is safe to print. */
  readonly html: string;
}

// The date formats of `Intl` take some 30 ms to load, more than a page takes.
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** @returns a post as templates show it */
export function shownPost(post: Post): ShownPost {
  return {
    post,
    date: post.publishedAt === undefined ? "" : longDate(post.publishedAt),
    html: renderMarkdown(post.body),
  };
}

/**
 * @param time as ISO 8601
 * @returns the day of the time in UTC: `12 February 2026`
 * @throws RangeError when `time` is not a time
 */
export function longDate(time: string): string {
  const [year, month, day] = new Date(time).toISOString().slice(0, 10).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}
