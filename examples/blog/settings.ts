import { defineSettings } from "@mediaroot/core";

const DEBUG = process.env.NODE_ENV !== "production";

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
  URLS: { "/": "teslablog", "/admin/": "admin" },
});
