import { Transform } from "node:stream";
import { COMMENT_START, findTagPosition } from "./tag-position.ts";

const MAX_HELD_BYTES = 16 * 1024;
const UTF_16 = ["\u00FE\u00FF", "\u00FF\u00FE"];
/** Replaces the part of a comment that has passed. The end of a comment (`--!>`) may be cut, so its first bytes are held back. */
const IN_COMMENT = `${COMMENT_START} `;
const COMMENT_END_BYTES = 3;

/**
 * Creates a stream that inserts a tag into the page that passes through it. The beginning of the page is held back until it shows the
 * position of the tag, at most 16 KiB of it; longer comments before that position pass. If a single start tag there is longer, the tag
 * is appended to the page. A page in UTF-16 passes unchanged.
 *
 * @param tag markup in ASCII
 */
export function createTagStream(tag: string): Transform {
  let held: Buffer | undefined = Buffer.alloc(0);
  let before = "";
  let isLast = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (held === undefined) return done(null, chunk);
      held = Buffer.concat([held, chunk]);
      const text = before + held.toString("latin1");
      const position = UTF_16.some((mark) => text.startsWith(mark)) ? undefined : findTagPosition(text);
      if (position?.kind === "unknown") {
        if (held.length <= MAX_HELD_BYTES) return done();
        const isInComment = text.startsWith(COMMENT_START, position.passed);
        const passed = isInComment ? held.length - COMMENT_END_BYTES : position.passed - before.length;
        if (passed > 0) {
          before = isInComment ? IN_COMMENT : "";
          this.push(held.subarray(0, passed));
          held = held.subarray(passed);
          return done();
        }
        isLast = true;
      }
      this.push(position?.kind === "at" ? insert(held, tag, position.index - before.length) : held);
      held = undefined;
      return done();
    },
    flush(done) {
      if (held !== undefined) this.push(insert(held, tag, held.length));
      else if (isLast) this.push(tag);
      done();
    },
  });
}

function insert(page: Buffer, tag: string, index: number): Buffer {
  return Buffer.concat([page.subarray(0, index), Buffer.from(tag), page.subarray(index)]);
}
