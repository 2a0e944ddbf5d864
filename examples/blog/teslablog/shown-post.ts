import { longDate } from "./long-date.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Post } from "./post.ts";

/** A post with what its templates print. */
export interface ShownPost {
  readonly post: Post;
  /** `12 February 2026` */
  readonly date: string;
  /** About how long it takes to read. */
  readonly minutes: number;
  /** The body, as HTML that is safe to print. */
  readonly html: string;
}

const WORDS_PER_MINUTE = 220;

/** @returns a post as the templates show it */
export function shownPost(post: Post): ShownPost {
  return {
    post,
    date: post.publishedAt === undefined ? "" : longDate(post.publishedAt),
    minutes: Math.ceil(post.body.split(/\s+/).length / WORDS_PER_MINUTE),
    html: renderMarkdown(post.body),
  };
}
