import { defineSettings } from "@mediaroot/core";

const DEBUG = process.env.NODE_ENV !== "production";
// The directory to publish media to, content-named and compressed. Without it `syncmedia` works in MEDIA_ROOT.
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
  SYNCMEDIA: PUBLICATION === undefined ? {} : { TARGET: PUBLICATION, HASH: true, COMPRESS: ["br", "gzip"] },
  MEDIA_MANIFEST: process.env.MEDIA_MANIFEST,
  URLS: { "/": "teslablog", "/admin/": "admin" },
});
