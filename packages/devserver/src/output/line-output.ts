import type { Writable } from "node:stream";
import { setBlocking } from "./blocking.ts";

/** Text, or what renders it when it is written. */
export type Text = string | (() => string);

/** An output that never waits for its reader. */
export interface LineOutput {
  /** Writes text at the end of this turn of the event loop. */
  write(text: Text): void;
  /** Passes on what a worker has printed, before all text of this turn: the worker printed it earlier. */
  pass(bytes: Uint8Array): void;
}

/** How an output reports what happens to it. */
export interface LineOutputOptions {
  /** Renders a warning as the lines of this output are rendered. */
  readonly renderWarning?: (message: string) => string;
  /** Called once, when the output cannot be written: its reader has gone (EPIPE), a disk is full (ENOSPC). */
  readonly onFailure?: (error: NodeJS.ErrnoException) => void;
  /**
   * The bytes that a reader may leave unread until further lines are left out.
   *
   * @default 4 MiB
   */
  readonly maxUnreadBytes?: number | undefined;
}

const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

/** Creates an output to stdout or stderr: one write for all lines of a turn, since each write costs more than a request. */
export function createLineOutput(stream: Writable, options: LineOutputOptions = {}): LineOutput {
  const { renderWarning = (message) => `${message}\n`, maxUnreadBytes = MAX_UNREAD_BYTES } = options;
  let [passed, texts]: [Uint8Array[], Text[]] = [[], []];
  let [unread, omitted] = [0, 0];
  const send = (chunks: readonly Uint8Array[]): void => {
    const note = omitted > 0 ? [Buffer.from(renderWarning(describeOmitted(omitted)))] : [];
    const bytes = Buffer.concat([...note, ...chunks]);
    omitted = 0;
    unread += bytes.length;
    // Each time, since a program that was started with the same output (an editor) may have changed it.
    setBlocking(stream, false);
    stream.write(bytes, () => {
      unread -= bytes.length;
      if (unread === 0 && omitted > 0) send([]);
    });
  };
  const flush = (): void => {
    const [before, after] = [passed, texts];
    [passed, texts] = [[], []];
    if (unread > maxUnreadBytes) omitted += linesIn(before) + after.length;
    else send([...before, Buffer.from(after.map((text) => (typeof text === "string" ? text : text())).join(""))]);
  };
  const schedule = (): void => {
    if (passed.length + texts.length === 0) setImmediate(flush);
  };
  stream.once("error", options.onFailure ?? (() => {})).on("error", () => {});
  return {
    write(text) {
      schedule();
      texts.push(text);
    },
    pass(bytes) {
      schedule();
      passed.push(bytes);
    },
  };
}

function describeOmitted(lines: number): string {
  return `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"} left out: nobody was reading.`;
}

function linesIn(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.filter((byte) => byte === NEWLINE).length, 0);
}
