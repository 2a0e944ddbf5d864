import type { Writable } from "node:stream";

/**
 * Decides whether a write to stdout or stderr waits for the reader. Node decides by what the stream is (a terminal waits, a pipe
 * does not), and so does a program that was started with the same output. This undocumented method is the only way to say otherwise;
 * on Windows Node's own choice stays.
 */
export function setBlocking(stream: Writable, isBlocking: boolean): void {
  if (process.platform === "win32") return;
  const handle = Reflect.get(stream, "_handle") as { setBlocking?(isBlocking: boolean): void } | null | undefined;
  handle?.setBlocking?.(isBlocking);
}
