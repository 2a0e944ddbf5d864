import { defineApp, defineMedia } from "@mediaroot/core";
// For the types that it adds: `routes`, `reply.render`, `url_for`.
import type {} from "@mediaroot/runtime";

export default defineApp({
  async routes(app) {
    // A project may give the app another label.
    const media = defineMedia({ css: { all: [`${app.app_label}/css/app.css`] } });

    app.get("/", { config: { name: "index" } }, (_request, reply) => reply.render("__LABEL__/index.html", { media }));
  },
});
