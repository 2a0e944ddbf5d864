import { defineSettings } from "@mediaroot/core";

const DEBUG = process.env.NODE_ENV !== "production";
// The directory or bucket to publish media to, content-named. Without it `syncmedia` works in MEDIA_ROOT.
const { PUBLICATION } = process.env;

export default defineSettings({
  DEBUG,
  // Production must set its own. This one only keeps you logged in while you develop.
  SECRET_KEY: process.env.SECRET_KEY ?? (DEBUG ? "known to everybody, good for development only" : undefined),
  ALLOWED_HOSTS: process.env.ALLOWED_HOSTS?.split(",") ?? [],
  INSTALLED_APPS: [
    "./teslablog",
    "./contrib/admin",
    { name: "easymde", media: "dist" },
    { name: "markdown-it", media: "dist/browser" },
  ],
  MEDIA_ROOT: process.env.MEDIA_ROOT ?? "media",
  // Set where the media is on another server: the URL of a bucket, or of the CDN in front of it.
  MEDIA_URL: process.env.MEDIA_URL,
  // A bucket sends everybody the same bytes, so compressed variants are for directories.
  SYNCMEDIA:
    PUBLICATION === undefined
      ? {}
      : { TARGET: PUBLICATION, HASH: true, COMPRESS: PUBLICATION.startsWith("s3://") ? [] : ["br", "gzip"] },
  MEDIA_MANIFEST: process.env.MEDIA_MANIFEST,
  URLS: { "/": "teslablog", "/admin/": "admin" },
});
