import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { MediaSite } from "@mediaroot/core";
import { addMediaToApp, mediaRoute } from "@mediaroot/media";
import fastify from "fastify";
import sirv from "sirv";

/** What every contender serves: `<root>/shop/media` below `/media/shop/`. */
export interface Served {
  readonly root: string;
  /** What bare node:http answers to every request, from memory. */
  readonly answer: MadeAnswer;
}

/** An answer that is always the same. */
export interface MadeAnswer {
  readonly status: number;
  /** Name, value, name, value, ... */
  readonly headers: readonly string[];
  /** The file with its content, relative to the root; undefined for none. */
  readonly file: string | undefined;
}

const PREFIX = "/media/shop/";
const notFound: RequestListener = (_, response) => void response.writeHead(404).end();

/** The name of a contender, as the table shows it. */
export type ContenderName =
  | "node:http, a buffer in memory"
  | "addMediaToApp"
  | "addMediaToApp, published files"
  | "mediaRoute in Fastify"
  | "@fastify/static"
  | "sirv, dev"
  | "sirv, files listed once at start"
  | "sirv, production"
  | "@fastify/static, preCompressed";

/** Those that are compared in development. */
export const DEVELOPMENT: readonly ContenderName[] = [
  "node:http, a buffer in memory",
  "addMediaToApp",
  "mediaRoute in Fastify",
  "@fastify/static",
  "sirv, dev",
  "sirv, files listed once at start",
];

/** Those that are compared in production, besides nginx. */
export const PRODUCTION: readonly ContenderName[] = [
  "node:http, a buffer in memory",
  "addMediaToApp, published files",
  "sirv, production",
  "@fastify/static, preCompressed",
];

/** Each starts a server on a port of its own. */
export const contenders: Readonly<Record<ContenderName, (served: Served) => Promise<Server>>> = {
  "node:http, a buffer in memory": ({ root, answer: { status, headers, file } }) => {
    const bytes = file === undefined ? undefined : readFileSync(path.join(root, file));
    return listen((_, response) => void response.writeHead(status, headers as string[]).end(bytes));
  },
  addMediaToApp: ({ root }) => addMediaToApp(notFound, siteOf(root)).listen(0, "127.0.0.1"),
  "addMediaToApp, published files": ({ root }) => {
    const site = { ...siteOf(root), debug: false, publication: path.join(root, "public") };
    return addMediaToApp(notFound, site).listen(0, "127.0.0.1");
  },
  "mediaRoute in Fastify": async ({ root }) => {
    const app = fastify();
    await app.register(mediaRoute, { project: siteOf(root) });
    await app.listen({ port: 0 });
    return app.server;
  },
  "@fastify/static": async ({ root }) => {
    const app = fastify();
    await app.register(fastifyStatic, { root: mediaOf(root), prefix: PREFIX });
    await app.listen({ port: 0 });
    return app.server;
  },
  "sirv, dev": ({ root }) => listen(withSirv(root, true)),
  "sirv, files listed once at start": ({ root }) => listen(withSirv(root, false)),
  "sirv, production": ({ root }) => {
    const serve = sirv(path.join(root, "public"), { etag: true, brotli: true, immutable: true, maxAge: 31_536_000 });
    return listen((request, response) => {
      request.url = (request.url ?? "").slice("/media".length);
      serve(request, response, () => notFound(request, response));
    });
  },
  "@fastify/static, preCompressed": async ({ root }) => {
    const app = fastify();
    await app.register(fastifyStatic, { root: path.join(root, "public"), prefix: "/media/", preCompressed: true });
    await app.listen({ port: 0 });
    return app.server;
  },
};

/** In development, where more is done for each request: the Host header is checked too. */
function siteOf(root: string): MediaSite {
  return {
    mediaUrl: "/media/",
    adminMediaPrefix: undefined,
    sources: [
      { kind: "project", mount: "", directory: path.join(root, "media") },
      { kind: "app", label: "shop", mount: "shop/", directory: mediaOf(root) },
    ],
    ignore: [".*", "*~", "CVS"],
    mounts: [],
    hosts: [],
    indexes: true,
    debug: true,
  };
}

function mediaOf(root: string): string {
  return path.join(root, "shop/media");
}

function withSirv(root: string, dev: boolean): RequestListener {
  const serve = sirv(mediaOf(root), { dev, etag: true });
  return (request, response) => {
    request.url = `/${(request.url ?? "").slice(PREFIX.length)}`;
    serve(request, response, () => notFound(request, response));
  };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
