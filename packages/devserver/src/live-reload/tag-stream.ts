import { Transform } from "node:stream";
import { findTagPosition } from "./tag-position.ts";

const MAX_HELD_BYTES = 16 * 1024;
const UTF_16 = ["\u00FE\u00FF", "\u00FF\u00FE"];

/**
 * Creates a stream that inserts a tag into the page that passes through it. The beginning of the page is held back until it shows the
 * position of the tag; if the first 16 KiB do not, the tag is appended to the page. A page in UTF-16 passes unchanged.
 *
 * @param tag markup in ASCII
 */
export function createTagStream(tag: string): Transform {
  let held: Buffer | undefined = Buffer.alloc(0);
  let isLast = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (held === undefined) return done(null, chunk);
      held = Buffer.concat([held, chunk]);
      const text = held.toString("latin1");
      const position = findTagPosition(text);
      if (UTF_16.some((mark) => text.startsWith(mark))) this.push(held);
      else if (position.kind === "at") this.push(insert(held, tag, position.index));
      else if (held.length > MAX_HELD_BYTES) {
        isLast = true;
        this.push(held);
      } else return done();
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
