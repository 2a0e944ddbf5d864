import type { ContextFunction, Project } from "@mediaroot/core";
import type { Templates } from "@mediaroot/templates";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { UrlFor } from "./url-for.ts";

declare module "@mediaroot/core" {
  interface ContextRequest extends FastifyRequest {}
  interface AppConfig {
    /**
     * The app's routes, hooks and decorators: a Fastify plugin, mounted where URLS names the app, in a scope of its own.
     * A route with `config: { name: "post" }` is `url_for("label:post")`.
     */
    readonly routes?: FastifyPluginAsync | undefined;
    /** What every template of the site sees besides its context. */
    readonly context?: ContextFunction | undefined;
  }
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route's name in its app; `url_for` knows it as `label:name`. */
    name?: string;
  }
  interface FastifyInstance {
    readonly project: Project;
    readonly templates: Templates;
    /** The label that the project gave the app whose routes these are: `${app.app_label}/css/forms.css`. Empty in `setup`. */
    readonly app_label: string;
    /** Knows the app's own routes without its label: `url_for(":index")`. */
    readonly url_for: UrlFor;
  }
  interface FastifyRequest {
    readonly url_for: UrlFor;
  }
  interface FastifyReply {
    readonly url_for: UrlFor;
    /**
     * Answers with a template, as text/html.
     *
     * @param template `teslablog/post.html`
     * @param context what the template sees; `media`, `csrf_token` and `csp_nonce` have a meaning there
     */
    render(template: string, context?: object): this;
  }
}
