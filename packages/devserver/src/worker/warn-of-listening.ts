import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ListenOptions } from "node:net";
import { positionOf } from "../error-report/error-position.ts";
import { listenAdvice } from "../error-report/listen-advice.ts";

// https://nodejs.org/api/diagnostics_channel.html#event-tracingnetserverlistenasyncstart
const CHANNEL = "tracing:net.server.listen:asyncStart";

/**
 * Warns when code of this process listens on a port, once: the next run would start while this one still holds it.
 *
 * @param write where the warning goes
 */
export function warnOfListening(write: (text: string) => void): void {
  const onListen = (event: unknown): void => {
    const { port, host } = (event as { readonly options: ListenOptions }).options;
    // A clash needs a fixed port: 0 takes any free one, and a private socket has none.
    if (!(Number(port) > 0)) return;
    unsubscribe(CHANNEL, onListen);
    const { stack = "" } = new Error("listens");
    const place = positionOf({ stack, message: "", position: undefined });
    const address = host === undefined ? `port ${port} of every address` : `${host}:${port}`;
    // Libraries listen too, such as Vite for its pages.
    const who = place === undefined ? "Something in the application" : "The application";
    const where = place === undefined ? "" : ` (${place.file}:${place.line})`;
    const advice =
      place === undefined ? `If it is the application itself: ${listenAdvice(stack)}` : listenAdvice(stack);
    write(`warning ${who} listens on ${address} by itself${where}; the next run will find that taken. ${advice}\n`);
  };
  subscribe(CHANNEL, onListen);
}
