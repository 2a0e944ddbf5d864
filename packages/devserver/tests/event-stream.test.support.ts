import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { until } from "./cli.test.support.ts";

/** The messages that a page that is open gets. */
export interface EventStream extends Disposable {
  readonly response: IncomingMessage;
  readonly text: () => string;
  /** How often it has said that something changed. */
  readonly reloads: () => number;
  /** Waits until it has said so as often. */
  reloaded(times: number): Promise<void>;
}

/** Opens the stream of live reload as a page does. */
export async function openEventStream(
  url: string,
  query = "",
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const sent = get(new URL(`/__devserver/events${query}`, url), { agent: false, headers });
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  response.on("data", (chunk) => (text += String(chunk))).on("error", () => {});
  const reloads = (): number => (text.match(/"kind":"(?:reload|swap)"/g) ?? []).length;
  return {
    response,
    text: () => text,
    reloads,
    reloaded: async (times) => void (await until(() => (reloads() >= times ? true : undefined))),
    [Symbol.dispose]: () => sent.destroy(),
  };
}
