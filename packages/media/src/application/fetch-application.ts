import type { IncomingMessage } from "node:http";
import type * as adapter from "@hono/node-server";
import type { Application, RequestListener } from "./application.ts";
import { mediaError } from "../errors.ts";

/** An application that speaks fetch: Hono, h3, Elysia. */
export interface FetchOwner {
  fetch(request: Request, ...rest: never[]): Response | Promise<Response>;
}

/** Node's request and response. Hono calls them the bindings of Node. */
interface NodeBindings {
  readonly incoming: Pick<IncomingMessage, "socket">;
  readonly outgoing: object;
}

type Fetch = (this: FetchOwner, request: Request, bindings: NodeBindings) => Response | Promise<Response>;

/** Translates between Node and fetch by Hono's adapter, which the project must have installed. */
export function fetchApplication(app: FetchOwner): Application {
  const fetch = app.fetch as Fetch;
  let listener: RequestListener | undefined;
  return {
    request: (request, response) => listener?.(request, response),
    async ready() {
      const { getRequestListener } = await importAdapter();
      const answer = (request: Request, bindings: unknown): Response | Promise<Response> =>
        fetch.call(app, nameClient(request, bindings as NodeBindings), bindings as NodeBindings);
      // Frameworks may have extended Node's Response already, so the adapter must not replace it.
      listener = getRequestListener(answer, { overrideGlobalObjects: false });
    },
  };
}

/** The properties of a request that h3 and other applications on srvx read (https://srvx.h3.dev/guide/handler#additional-properties). */
function nameClient(request: Request, { incoming, outgoing }: NodeBindings): Request {
  const runtime = { name: "node", node: { req: incoming, res: outgoing } };
  return Object.assign(request, { ip: incoming.socket.remoteAddress, runtime });
}

async function importAdapter(): Promise<Pick<typeof adapter, "getRequestListener">> {
  try {
    return await import("@hono/node-server");
  } catch (error) {
    throw mediaError("FETCH_ADAPTER_MISSING", {}, error);
  }
}
