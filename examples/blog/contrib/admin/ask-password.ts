import type { ReadStream, WriteStream } from "node:tty";
import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";

/** The terminal, or what stands in for it. */
interface Terminal {
  readonly input: ReadStream;
  /** Gets the questions. Nothing that the user types is written to it. */
  readonly output: WriteStream;
}

/**
 * Asks for a password. At a terminal the user types it twice, unseen; otherwise it is the first line of the input.
 *
 * @returns undefined after Ctrl-C, for an empty input, and for two passwords that differ
 */
export async function askPassword(question: string, { input, output }: Terminal): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: input.isTTY });
  try {
    if (!input.isTTY) return await firstLine(lines);
    output.write(`${question}: `);
    const password = await hiddenLine(lines, output);
    if (password === undefined) return undefined;
    output.write("The same again: ");
    return (await hiddenLine(lines, output)) === password ? password : undefined;
  } finally {
    lines.close();
  }
}

async function firstLine(lines: Interface): Promise<string | undefined> {
  for await (const line of lines) return line;
  return undefined;
}

async function hiddenLine(lines: Interface, output: WriteStream): Promise<string | undefined> {
  // Ctrl-C and Ctrl-D close the interface.
  const closed = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  const line = await Promise.race([lines.question(""), closed]);
  output.write("\n");
  return line;
}
