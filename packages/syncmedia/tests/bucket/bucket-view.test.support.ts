import { hash } from "node:crypto";
import { type ManifestFile, parseManifest } from "@mediaroot/core";
import { AwsClient } from "aws4fetch";
import type { ObjectServer } from "./object-server.test.support.ts";

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

/** Makes a bucket whose objects anybody may read. */
export async function makeBucket(server: ObjectServer, name: string): Promise<BucketView> {
  const owner = ownerOf(server);
  const { endpoint } = server;
  const publicUrl = await server.makePublicBucket(name);
  const pathOf = (key: string): string => key.split("/").map(encodeURIComponent).join("/");
  const view: BucketView = {
    name,
    send: (method, key, init = {}) => owner.fetch(`${endpoint}/${name}/${pathOf(key)}`, { method, ...init }),
    visit: (key) => fetch(`${publicUrl}/${pathOf(key)}`),
    async keys(prefix) {
      const answer = await owner.fetch(`${endpoint}/${name}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
      const keys = [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
      return keys.filter((key) => !key.includes("/.syncmedia/"));
    },
    async manifest(prefix) {
      const answer = await view.visit(`${prefix}/media-manifest.json`);
      // Whoever may not list a bucket of Ceph is told that an object is forbidden, not that there is none.
      return answer.status === 403 || answer.status === 404
        ? new Map()
        : parseManifest(await answer.text(), "media-manifest.json");
    },
  };
  return view;
}

/**
 * @param manifest by default the one that visitors see
 * @returns the files of a manifest that visitors do not get, or not with their bytes
 */
export async function missingFiles(
  bucket: BucketView,
  prefix: string,
  manifest?: ReadonlyMap<string, ManifestFile>,
): Promise<readonly string[]> {
  const files = (manifest ?? (await bucket.manifest(prefix))).values();
  const missing: string[] = [];
  const worker = async (): Promise<void> => {
    for (const { path, integrity } of files) {
      const answer = await bucket.visit(`${prefix}/${path}`);
      const found = `sha384-${hash("sha384", Buffer.from(await answer.arrayBuffer()), "base64")}`;
      if (answer.status !== 200 || found !== integrity) missing.push(`${answer.status} ${path}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return missing;
}

/** Sends requests as the owner of the buckets of a server. */
export function ownerOf({ keys }: Pick<ObjectServer, "keys">): AwsClient {
  return new AwsClient({ ...keys, service: "s3", region: "us-east-1" });
}
