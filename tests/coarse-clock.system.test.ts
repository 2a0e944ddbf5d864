import { once } from "node:events";
import { mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { MediaSite } from "@mediaroot/core";
import { addMediaToApp } from "@mediaroot/media";
import { describe, expect, test } from "vitest";
import { hasExfat, mountExfat } from "./exfat-volume.ts";

function siteOn(directory: string): MediaSite {
  return {
    mediaUrl: "/media/",
    adminMediaPrefix: undefined,
    sources: [{ kind: "project", mount: "", directory }],
    ignore: [],
    mounts: [],
    hosts: [],
    indexes: true,
    debug: true,
  };
}

describe.skipIf(!hasExfat)("on a file system whose clock counts seconds (needs root and exfat-fuse)", () => {
  test.each([
    ["small", 100],
    ["large", 600_000],
  ])("a %s file is as it was last written, and its tag another, at each of many edits of one size", async (_, size) => {
    using volume = mountExfat();
    mkdirSync(path.join(volume.root, "media"));
    const file = path.join(volume.root, "media/x.txt");
    const server = createServer(addMediaToApp(() => {}, siteOn(path.join(volume.root, "media")))).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/x.txt`;
    const identities = new Set<string>();
    let etag = '"none"';
    for (let index = 0; index < 20; index += 1) {
      const written = String(index).padStart(size, ".");
      writeFileSync(file, written);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      const { mtimeMs, ctimeMs, ino } = statSync(file);
      identities.add([mtimeMs, ctimeMs, ino, size].join());
      const answer = await fetch(url, {
        headers: { "If-None-Match": etag, "If-Modified-Since": new Date().toUTCString() },
      });
      expect([answer.status, (await answer.text()) === written]).toEqual([200, true]);
      etag = answer.headers.get("etag") ?? "";
    }
    // The file's stats alone could not have told all of these edits apart.
    expect(identities.size).toBeLessThan(20);
    server.close();
    server.closeAllConnections();
  });
});
