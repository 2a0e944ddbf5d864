import type { Project } from "@mediaroot/core";
import { isAllowedHost } from "@mediaroot/core/internal";
import type { FastifyError, FastifyInstance } from "fastify";
import type { ErrorPages } from "../pages/error-pages.ts";
import { runtimeError } from "../errors.ts";

/** @throws PRODUCTION_SETTINGS_MISSING with DEBUG off */
export function refuseIncomplete({ debug, settings, settingsFile }: Project): void {
  if (debug) return;
  const keys = [
    ...(settings.SECRET_KEY === undefined ? ["SECRET_KEY"] : []),
    ...(settings.ALLOWED_HOSTS.length === 0 ? ["ALLOWED_HOSTS"] : []),
  ];
  if (keys.length > 0) throw runtimeError("PRODUCTION_SETTINGS_MISSING", { file: settingsFile, keys });
}

/** Protects a public site: answers only its own hosts, and shows visitors nothing of what failed. */
export function protect(app: FastifyInstance, hosts: readonly string[], pages: ErrorPages): void {
  refuseOtherHosts(app, hosts);
  hideFailures(app, pages);
}

/** A forged Host header can make the site create links to another site. */
function refuseOtherHosts(app: FastifyInstance, hosts: readonly string[]): void {
  app.addHook("onRequest", async (request, reply) => {
    if (isAllowedHost(request.host, hosts)) return;
    request.log.warn(`Host ${JSON.stringify(request.host)} is not in ALLOWED_HOSTS.`);
    await reply.code(400).type("text/plain; charset=utf-8").send("Bad Request\n");
  });
}

/**
 * Logs the details of server errors, and shows visitors only a page. Client errors (4xx) for which there is no page are shown as they are.
 */
function hideFailures(app: FastifyInstance, pages: ErrorPages): void {
  // User code may throw anything, even null.
  app.setErrorHandler((error: FailedRequest | null | undefined, request, reply) => {
    const status = failureStatus(error?.statusCode ?? reply.statusCode);
    if (status >= 500) request.log.error({ err: error, req: request }, error?.message);
    else if (!pages.has(request, status)) throw error;
    else reply.headers(error?.headers ?? {});
    return pages.answer(request, reply, status);
  });
}

/** An error may have headers for the answer, as those of `http-errors` have. */
type FailedRequest = FastifyError & { readonly headers?: Readonly<Record<string, string>> };

/** @returns the status if it is an error status, else 500 */
function failureStatus(given: unknown): number {
  const status = Number(given);
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}
