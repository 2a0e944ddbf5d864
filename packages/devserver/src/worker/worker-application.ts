import type { Project } from "@mediaroot/core";
import { createApplication } from "@mediaroot/runtime/create";
import type { FastifyInstance } from "fastify";
import { answerMissingRoute } from "./answer-missing-route.ts";
import { usersStack } from "../error-report/error-position.ts";
import { KeptResponse } from "./kept-response.ts";
import { reportError } from "../error-report/report-error.ts";
import { encodeReport, ERROR_HEADER } from "../link/error-header.ts";

const ERROR_LEVEL = 50;

/**
 * Creates the application as development wants it: while DEBUG is on, an error of a route travels with its answer, for
 * the error page, and what no route takes is answered with the routes that there are; what is logged is readable.
 *
 * @param write where log lines go
 * @throws what `createApplication` throws
 */
export async function createWorkerApplication(
  project: Project,
  write: (text: string) => void,
): Promise<FastifyInstance> {
  const stream = { write: (line: string): void => write(renderLogLine(line)) };
  const application = await createApplication(project, {
    fastify: { logger: { level: "warn", stream }, http: { ServerResponse: KeptResponse } },
    onMissing: answerMissingRoute,
    setup(site) {
      if (!project.debug) return;
      site.addHook("onError", async (_, reply, error) => {
        reply.header(ERROR_HEADER, encodeReport(reportError(error)));
      });
    },
  });
  await application.ready();
  return application;
}

/** A line of pino's log (https://getpino.io/#/docs/api?id=logging-method-parameters); anything may be thrown, and logged. */
interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly err?: unknown;
}

/** @returns a log line of pino as a person reads it: the level, the message, the user's own part of the stack */
export function renderLogLine(line: string): string {
  const { level, msg, err, ...rest } = JSON.parse(line) as LogLine;
  const stack: unknown = typeof err === "object" && err !== null ? Reflect.get(err, "stack") : undefined;
  const text = typeof stack === "string" ? usersStack(stack) : (msg ?? renderLogged(err ?? rest));
  return `${level >= ERROR_LEVEL ? "error" : "warning"} ${text}\n`;
}

/** Renders a log line without a message, and leaves out the fields that pino and Fastify add to every line. */
function renderLogged(logged: unknown): string {
  if (typeof logged === "string") return logged;
  const added = new Set(["time", "pid", "hostname", "reqId", "req", "res"]);
  return JSON.stringify(logged, (key, value: unknown) => (added.has(key) ? undefined : value));
}
