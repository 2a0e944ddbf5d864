import { defineSettings } from "@mediaroot/core";

/** The site of `npm run dev`: the app alone. It is not published. */
export default defineSettings({
  DEBUG: true,
  INSTALLED_APPS: [{ name: "..", label: "__LABEL__" }],
  URLS: { "/": "__LABEL__" },
});
