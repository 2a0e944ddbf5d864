import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createLineOutput } from "./line-output.ts";

/** A stream whose reader takes nothing until it is told to. */
function createSlowStream(): { readonly stream: Writable; readonly read: () => void; readonly writes: string[] } {
  const writes: string[] = [];
  let taken: (() => void) | undefined;
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      writes.push(String(chunk));
      taken = done;
    },
  });
  return { stream, writes, read: () => taken?.() };
}

describe("an output", () => {
  test("writes the lines of a turn at once, those of workers first", async () => {
    const { stream, writes } = createSlowStream();
    const output = createLineOutput(stream);
    output.write("200 GET /\n");
    output.pass(Buffer.from("printed\n"));
    output.write(() => "404 GET /x\n");
    await nextTurn();
    expect(writes).toEqual(["printed\n200 GET /\n404 GET /x\n"]);
  });

  test("leaves lines out that nobody reads, renders none of them, and says how many when somebody reads again", async () => {
    const { stream, writes, read } = createSlowStream();
    const output = createLineOutput(stream, { maxUnreadBytes: 4, renderWarning: (message) => `warning ${message}\n` });
    output.write("unread\n");
    await nextTurn();
    for (let line = 0; line < 1201; line += 1) output.write(() => expect.unreachable());
    output.pass(Buffer.from("one\ntwo\nthree\n"));
    await nextTurn();
    read();
    await nextTurn();
    expect(writes).toEqual(["unread\n", "warning 1,204 lines left out: nobody was reading.\n"]);
    read();
    output.write("after\n");
    await nextTurn();
    expect(writes.at(-1)).toBe("after\n");
  });

  test("that cannot be written says so once, and goes on", async () => {
    const stream = new Writable({
      autoDestroy: false,
      write: (_chunk, _encoding, done) => done(new Error("write EPIPE")),
    });
    const failures: string[] = [];
    const output = createLineOutput(stream, { onFailure: ({ message }) => failures.push(message) });
    for (const line of ["one\n", "two\n"]) {
      output.write(line);
      await nextTurn();
    }
    expect(failures).toEqual(["write EPIPE"]);
  });
});
