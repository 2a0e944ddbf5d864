import { defineSettings } from "@mediaroot/core";

export default defineSettings({
  DEBUG: process.env.NODE_ENV !== "production",
  SECRET_KEY: process.env.SECRET_KEY,
  ALLOWED_HOSTS: process.env.ALLOWED_HOSTS?.split(",") ?? [],
  INSTALLED_APPS: ["./home"],
  URLS: { "/": "home" },
  SETUP: "./site.ts",
  SYNCMEDIA: { TARGET: "public", HASH: true, COMPRESS: ["br", "gzip"] },
});
