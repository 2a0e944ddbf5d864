import { hash } from "node:crypto";
import { type ManifestFile, parseManifest } from "@mediaroot/core";
import { AwsClient } from "aws4fetch";
import { type Ceph, KEYS } from "./ceph.test.support.ts";

/** The bucket of a suite, looked at from outside. */
export interface BucketView {
  readonly name: string;
  /** Sends a request as the owner. */
  send(
    method: string,
    key: string,
    init?: { readonly body?: string; readonly headers?: Record<string, string> },
  ): Promise<Response>;
  /** GETs an object without credentials, as the browser of a visitor does. */
  visit(key: string): Promise<Response>;
  /** All keys below a prefix, but those in `.syncmedia/`. */
  keys(prefix: string): Promise<readonly string[]>;
  /** @returns the manifest that visitors see; empty if there is none */
  manifest(prefix: string): Promise<ReadonlyMap<string, ManifestFile>>;
}

/** Makes a bucket whose objects anybody may read, except for those of syncmedia. */
export async function makeBucket({ endpoint }: Ceph, name: string): Promise<BucketView> {
  const owner = new AwsClient({ ...KEYS, service: "s3", region: "us-east-1" });
  const urlOf = (key: string): string => `${endpoint}/${name}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        NotResource: [`arn:aws:s3:::${name}/*/.syncmedia/*`],
      },
    ],
  };
  const made = await owner.fetch(`${endpoint}/${name}`, { method: "PUT" });
  const opened = await owner.fetch(`${endpoint}/${name}?policy`, { method: "PUT", body: JSON.stringify(policy) });
  if (!made.ok || opened.status >= 300) throw new Error(`${made.status} ${opened.status} ${await opened.text()}`);
  const view: BucketView = {
    name,
    send: (method, key, init = {}) => owner.fetch(urlOf(key), { method, ...init }),
    visit: (key) => fetch(urlOf(key)),
    async keys(prefix) {
      const answer = await owner.fetch(`${endpoint}/${name}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
      const keys = [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
      return keys.filter((key) => !key.includes("/.syncmedia/"));
    },
    async manifest(prefix) {
      const answer = await view.visit(`${prefix}/media-manifest.json`);
      // Whoever may not list a bucket is told that an object is forbidden, not that there is none.
      return answer.status === 403 ? new Map() : parseManifest(await answer.text(), "media-manifest.json");
    },
  };
  return view;
}

/** @returns the files of a manifest that visitors do not get, or not with their bytes */
export async function missingFiles(bucket: BucketView, prefix: string): Promise<readonly string[]> {
  const missing: string[] = [];
  await Promise.all(
    [...(await bucket.manifest(prefix)).values()].map(async ({ path, integrity }) => {
      const answer = await bucket.visit(`${prefix}/${path}`);
      const found = `sha384-${hash("sha384", Buffer.from(await answer.arrayBuffer()), "base64")}`;
      if (answer.status !== 200 || found !== integrity) missing.push(`${answer.status} ${path}`);
    }),
  );
  return missing;
}
