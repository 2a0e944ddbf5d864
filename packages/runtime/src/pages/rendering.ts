import { type ContextFunction, type LoadedApp, type Project, reasonOf } from "@mediaroot/core";
import type { Templates } from "@mediaroot/templates";
import type { FastifyReply, FastifyRequest } from "fastify";
import { runtimeError } from "../errors.ts";

/** A context function, with its owner. */
export interface ContextSource {
  /** The name of the owner in errors: `the app "admin"`. */
  readonly owner: string;
  readonly context: ContextFunction;
}

/**
 * @returns the context functions of the project and its apps. If several return the same name, the first wins
 * @throws CONTEXT_INVALID for anything but a function
 */
export function contextSources({ settings }: Project, apps: readonly LoadedApp[]): readonly ContextSource[] {
  const all = [
    { owner: "the project", context: settings.TEMPLATES.CONTEXT },
    ...apps.map(({ app, config }) => ({ owner: `the app "${app.label}"`, context: config.context })),
  ];
  return all.flatMap(({ owner, context }) => {
    if (context === undefined) return [];
    if (typeof context !== "function") throw runtimeError("CONTEXT_INVALID", { owner, found: context });
    return [{ owner, context }];
  });
}

/** The type of `reply.render`. */
export type Render = (this: FastifyReply, template: string | readonly string[], context?: object) => FastifyReply;

interface TemplateCall {
  readonly template: string | readonly string[];
  readonly context: object;
}

/** Renders the page that answers a request. Synchronous unless a context function is async, so that handlers that return nothing still answer. */
export type RenderPage = (reply: FastifyReply, page: TemplateCall) => string | Promise<string>;

/** @param sources the context functions whose values the page sees */
export function bindPageRenderer(templates: Templates, sources: readonly ContextSource[]): RenderPage {
  const render = (reply: FastifyReply, { template, context }: TemplateCall, shared: object): string =>
    templates.render(template, context, withCsrfToken(reply, shared));
  return (reply, page) => {
    const shared = sharedContext(sources, reply);
    return shared instanceof Promise
      ? shared.then((values) => render(reply, page, values))
      : render(reply, page, shared);
  };
}

/** Gives `reply.render`. Its errors go to the error handler of the route, like those thrown in the handler. */
export function bindRender(renderPage: RenderPage): Render {
  const send = (reply: FastifyReply, html: string): FastifyReply => {
    if (!reply.hasHeader("content-type")) reply.type("text/html; charset=utf-8");
    return reply.send(html);
  };
  return function render(template, context = {}) {
    try {
      const html = renderPage(this, { template, context });
      if (typeof html === "string") return send(this, html);
      html.then((text) => send(this, text)).catch((error: unknown) => this.send(error));
      return this;
    } catch (error) {
      return this.send(error);
    }
  };
}

function sharedContext(sources: readonly ContextSource[], reply: FastifyReply): object | Promise<object> {
  const values = sources.map((source) => valuesOf(source, reply.request));
  const own = { app_label: reply.server.app_label, url_for: reply.url_for };
  const merge = (all: readonly object[]): object => Object.assign(own, ...all.toReversed());
  return values.some((value) => value instanceof Promise) ? Promise.all(values).then(merge) : merge(values);
}

function valuesOf({ owner, context }: ContextSource, request: FastifyRequest): object | Promise<object> {
  const failed = (error: unknown): never => {
    throw runtimeError("CONTEXT_FAILED", { owner, reason: reasonOf(error) }, error);
  };
  const checked = (values: unknown): object => {
    if (typeof (values ?? {}) !== "object") throw runtimeError("CONTEXT_INVALID", { owner, found: values });
    return values ?? {};
  };
  let values: unknown;
  try {
    values = context(request);
  } catch (error) {
    return failed(error);
  }
  return values instanceof Promise ? values.then(checked, failed) : checked(values);
}

/** Adds `csrf_token` from `reply.generateCsrf` of @fastify/csrf-protection. The token is created only when it is printed. */
function withCsrfToken(reply: FastifyReply, shared: object): object {
  const generate = "generateCsrf" in reply ? reply.generateCsrf : undefined;
  if (typeof generate !== "function" || "csrf_token" in shared) return shared;
  let token: unknown;
  return Object.defineProperty({ ...shared }, "csrf_token", {
    // All forms of a page share a token: a second call may set a second secret, by which the first form is refused.
    get: () => (token ??= generate.call(reply)),
    enumerable: true,
  });
}
