import { routes } from "./application.test.support.ts";

/** The one template, `x.html`. */
export const template = (source: string): Record<string, string> => ({ "blog/templates/x.html": source });

/**
 * The app whose page it is.
 *
 * @param more what is called on the reply first
 */
export const page = (more = ""): Record<string, string> => ({
  "blog/app.mjs": routes(`app.get("/", (request, reply) => reply${more}.render("x.html", { title: "<T>" }))`),
});
