import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { DatabaseError } from "../contrib/database/database-error.ts";
import { openAtStart } from "../contrib/database/open-at-start.ts";
import { openBlogDatabase } from "./blog-database.ts";
import type { Tag } from "./post.ts";
import { createPosts } from "./posts.ts";
import { shownPost } from "./shown-post.ts";
import { createTags } from "./tags.ts";

const PER_PAGE = 10;
const listQuery = z.object({ page: z.coerce.number().int().min(1).max(1_000_000).catch(1) });
const pathParams = z.object({ slug: z.string() });

declare module "@mediaroot/runtime" {
  interface RouteParameters {
    "teslablog:post": { readonly slug: string };
    "teslablog:tag": { readonly slug: string };
  }
}

/** The blog's pages as a Fastify plugin. */
export const blogRoutes: FastifyPluginAsync = async (app) => {
  const { project } = app;
  const database = openBlogDatabase(project.root);
  openAtStart(app, database);
  const posts = createPosts(database);
  const tags = createTags(database);

  const show = (reply: FastifyReply, template: string, context: object): FastifyReply => {
    const used = tags.list().filter((tag) => tag.posts > 0);
    return reply.render(template, { ...context, tags: used });
  };
  const showNotFound = (reply: FastifyReply): FastifyReply => show(reply.code(404), "teslablog/not_found.html", {});
  const showList = (request: FastifyRequest, reply: FastifyReply, tag?: Tag): FastifyReply => {
    const { page } = listQuery.parse(request.query);
    const only = tag === undefined ? {} : { tag: tag.slug };
    const list = posts.list({ published: true, ...only, limit: PER_PAGE, offset: (page - 1) * PER_PAGE });
    if (page > 1 && list.posts.length === 0) return showNotFound(reply);
    const pages = Math.ceil(list.total / PER_PAGE);
    return show(reply, "teslablog/post_list.html", { tag, posts: list.posts.map(shownPost), page, pages });
  };

  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof DatabaseError)) throw error;
    request.log.error(error.line);
    const context = { error, file: project.debug ? error.file : undefined };
    return reply.code(503).header("retry-after", 5).render("teslablog/database_error.html", context);
  });
  app.setNotFoundHandler((_request, reply) => showNotFound(reply));
  app.get("/", { config: { name: "index" } }, (request, reply) => showList(request, reply));
  app.get("/tags/:slug/", { config: { name: "tag" } }, (request, reply) => {
    const tag = tags.find(pathParams.parse(request.params).slug);
    return tag === undefined ? showNotFound(reply) : showList(request, reply, tag);
  });
  app.get("/posts/:slug/", { config: { name: "post" } }, (request, reply) => {
    const post = posts.findPublished(pathParams.parse(request.params).slug);
    return post === undefined
      ? showNotFound(reply)
      : show(reply, "teslablog/post_detail.html", { item: shownPost(post) });
  });
};
