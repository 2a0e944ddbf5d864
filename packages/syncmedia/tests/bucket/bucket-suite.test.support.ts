import type { TestTree } from "@mediaroot/core/testing";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createSite } from "../scratch.test.support.ts";
import { type BucketView, makeBucket } from "./bucket-view.test.support.ts";
import type { ObjectServer } from "./object-server.test.support.ts";
import { type ProxiedRequest, type S3Proxy, startProxy } from "./s3-proxy.test.support.ts";

/** A site, and where it is published to. */
export interface BucketSite extends TestTree {
  readonly prefix: string;
  /** `s3://media/PREFIX` */
  readonly to: string;
}

/** What the tests of a bucket share. Its members are there once its tests run. */
export interface BucketSuite {
  readonly server: ObjectServer;
  /** In front of the server. AWS_ENDPOINT_URL names it. It forwards everything again after each test. */
  readonly proxy: S3Proxy;
  /** The bucket `media`, looked at without the proxy. */
  readonly bucket: BucketView;
  /** Creates a small site with a prefix of its own: style sheets that refer to images, modules, an upload, a name that is odd in a URL. */
  site(settings?: object): BucketSite;
  /** @returns the writes since the last look, without those in `.syncmedia/`: `PUT /media/PREFIX/blog/js/a.mjs` */
  sent(): readonly string[];
}

/** Starts a server for all tests around, and ends it after them. */
export function useBucketSuite(start: () => Promise<ObjectServer>): BucketSuite {
  let server: ObjectServer;
  let proxy: S3Proxy;
  let bucket: BucketView;
  let prefixes = 0;
  beforeAll(async () => {
    server = await start();
    proxy = await startProxy(server.endpoint);
    bucket = await makeBucket(server, "media");
    process.env["AWS_ACCESS_KEY_ID"] = server.keys.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = server.keys.secretAccessKey;
    process.env["AWS_ENDPOINT_URL"] = proxy.endpoint;
  });
  afterAll(async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) delete process.env[name];
    await proxy?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    proxy.rule = () => ({ kind: "forward" });
    proxy.requests.splice(0);
  });
  return {
    get server() {
      return server;
    },
    get proxy() {
      return proxy;
    },
    get bucket() {
      return bucket;
    },
    site(settings = {}) {
      prefixes += 1;
      const prefix = `site${prefixes}`;
      return { ...createSite(SITE, settings), prefix, to: `s3://media/${prefix}` };
    },
    sent() {
      const writes = proxy.requests.splice(0).filter(isWrite);
      return writes.map(({ method, path }) => `${method} ${path}`).filter((line) => !line.includes("/.syncmedia/"));
    },
  };
}

/** @returns whether a request changes anything on the server */
export function isWrite({ method }: ProxiedRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

const SITE = {
  "contrib/admin/media/css/base.css": '@import "forms.css"; body { background: url("../img/a+b (1).png") }',
  "contrib/admin/media/css/forms.css": "form { color: red } ".repeat(50),
  "contrib/admin/media/img/a+b (1).png": "png",
  "blog/media/js/core.mjs": 'import { a } from "./a.mjs"; export const b = a;',
  "blog/media/js/a.mjs": "export const a = 1;",
  "media/photo.jpg": "photo",
  "media/admin/css/forms.css": "form { color: blue } ".repeat(50),
};
