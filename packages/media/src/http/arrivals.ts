import type { IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";

/** The request whose event is being handled, until its batch is taken. */
let arriving: IncomingMessage | undefined;

/**
 * Calls `answer` in a listener of a server's request event, before anything else is done for the request.
 *
 * @returns what `answer` returns
 */
export function arrive<Result>(request: IncomingMessage, answer: () => Result): Result {
  // Over HTTP/2 one connection brings requests that were sent at different times.
  if (request.httpVersionMajor === 1) arriving = request;
  try {
    return answer();
  } finally {
    arriving = undefined;
  }
}

/**
 * Gives the number of the batch that a request belongs to. The operating system reports connections with new bytes in batches, so all
 * requests of a batch were on their way before the first of them was answered: a look at the disk for one of them is recent enough for
 * the others.
 *
 * @returns undefined for a request that has waited for anything, or was made in this process, and when it is called again
 */
export function takeBatch(request: IncomingMessage): number | undefined {
  if (request !== arriving) return undefined;
  arriving = undefined;
  // Node counts the events of a batch when all of them have been handled.
  return performance.nodeTiming.uvMetricsInfo.events;
}
