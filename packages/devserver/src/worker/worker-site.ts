import { once } from "node:events";
import type { Server } from "node:http";
import { subscribe } from "node:diagnostics_channel";
import type { Project } from "@mediaroot/core";
import { templateDirectory } from "@mediaroot/core/internal";
import type { FastifyReply } from "fastify";
import { KeptResponse } from "./kept-response.ts";
import { loadFullApp } from "@mediaroot/runtime/load";
import { http } from "@mediaroot/media/http";
import { reportError } from "../error-report/report-error.ts";
import type { ServeOptions } from "./serve-options.ts";
import { encodeReport, ERROR_HEADER } from "../link/error-header.ts";
import type { WorkerSource } from "./worker-source.ts";

/** The parts of a site that a worker needs to listen. A Fastify has them all. */
export interface WorkerSite {
  readonly server: Server;
  listen(address: { readonly path: string }): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * Loads the site that the settings describe. The front has answered for media before anything reaches it.
 *
 * @throws what `loadFullApp` throws
 */
export async function loadWorkerSite(
  project: Project,
  source: WorkerSource,
  { send, write }: ServeOptions,
): Promise<WorkerSite> {
  // The apps' own code does not run; their templates may be rendered all the same.
  const directories = project.registry.apps.map((app) => templateDirectory({ app, config: {} }));
  if (project.settings.APPLICATION !== undefined) send({ kind: "templates", directories });
  const failureHeaders = (error: unknown): readonly [string, string] => [
    ERROR_HEADER,
    encodeReport(reportError(error)),
  ];
  if (project.debug) onFastifyError((error, reply) => void reply.header(...failureHeaders(error)));
  const full = await loadFullApp(project, {
    source,
    log: (line, cause) => write(renderNote(line, cause)),
    failureHeaders: project.debug ? failureHeaders : undefined,
  });
  await full.ready();
  const server = http.createServer({ ServerResponse: KeptResponse });
  full.attach(server);
  return {
    server,
    async listen(address) {
      server.listen(address);
      await once(server, "listening");
    },
    async close() {
      server.close().closeIdleConnections();
      await full.close();
    },
  };
}

/** Every Fastify of this process reports errors of its routes (https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks). */
function onFastifyError(report: (error: unknown, reply: Pick<FastifyReply, "header">) => void): void {
  subscribe("tracing:fastify.request.handler:error", (message) => {
    const { error, reply } = message as { readonly error: unknown; readonly reply: FastifyReply };
    report(error, reply);
  });
}

function renderNote(line: string, cause: unknown): string {
  if (cause === undefined) return `warning ${line}\n`;
  return `error ${line}\n${cause instanceof Error ? `${cause.stack}\n` : ""}`;
}
