import type { Duplex } from "node:stream";

/**
 * File descriptor of the worker's end. Node's own IPC channel is left to the application, so `process.send` is undefined, as without
 * a dev server.
 */
export const CHANNEL_DESCRIPTOR = 3;

const NEWLINE = "\n";
const MAX_MESSAGE_LENGTH = 8 * 1024 * 1024;

/**
 * Writes a message, as a line of JSON. If the other end is gone, nothing is written.
 *
 * @param message plain data
 */
export function sendMessage(channel: Duplex, message: unknown): void {
  if (channel.writable) channel.write(`${JSON.stringify(message)}${NEWLINE}`);
}

/** Calls back with each message, in order. The application can write to the descriptor too: lines that are no message are ignored. */
export function readMessages(channel: Duplex, onMessage: (message: object) => void): void {
  let rest = "";
  channel.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split(NEWLINE);
    rest = lines.pop() ?? "";
    // No message is so long: an application writes here, and would fill the memory.
    if (rest.length > MAX_MESSAGE_LENGTH) channel.destroy();
    for (const message of lines.map(parseMessage)) if (message !== undefined) onMessage(message);
  });
  // The end of the channel says the same.
  channel.on("error", () => {});
}

function parseMessage(line: string): object | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
