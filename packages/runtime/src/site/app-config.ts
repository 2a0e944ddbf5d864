import type { ContextFunction, Project } from "@mediaroot/core";
import type { Templates } from "@mediaroot/templates";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { UrlFor } from "../routes/url-for.ts";

declare module "@mediaroot/core" {
  interface ContextRequest extends FastifyRequest {}
  interface AppConfig {
    /**
     * The app's routes, hooks and decorators: a Fastify plugin, mounted at the prefix that URLS gives the app, in its own scope.
     * A route with `config: { name: "post" }` can be named: `url_for("label:post")`. Default: none.
     */
    readonly routes?: FastifyPluginAsync | undefined;
    /** A context function, whose values all templates of the site see. Default: none. */
    readonly context?: ContextFunction | undefined;
  }
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The name of the route in its app, for `url_for("label:name")`. */
    name?: string;
  }
  interface FastifyInstance {
    readonly project: Project;
    readonly templates: Templates;
    /** The label of the app in this project. Empty in `setup`. */
    readonly app_label: string;
    /** Returns the path of a named route. Routes of the same app need no label: `url_for(":index")`. */
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
     * @param template the path below a template directory: `blog/post.html`; or a list of such paths, of which the first that exists is taken
     * @param context the values that the template sees. `media`, `csrf_token` and `csp_nonce` have a meaning, see docs/templates.md
     * @example return reply.render("blog/post.html", { post });
     */
    render(template: string | readonly string[], context?: object): this;
  }
}
