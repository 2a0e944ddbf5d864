import type { IncomingMessage, ServerResponse } from "node:http";
import { run, type RunningServer } from "./media.test.support.ts";
import type { FullApp } from "../src/application/full-app.ts";

/** Answers with the request as it has arrived. */
export const say = (request: IncomingMessage, response: ServerResponse): void => {
  const { originalUrl } = request as IncomingMessage & { originalUrl?: string };
  const words = JSON.stringify({ method: request.method, url: request.url, originalUrl });
  response.writeHead(200, { "Content-Length": words.length }).end(words);
};

/** Lets an application listen on a free port. */
export async function start(app: FullApp): Promise<RunningServer> {
  return run(await app.listen(0));
}
