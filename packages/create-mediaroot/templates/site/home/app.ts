import { defineApp } from "@mediaroot/core";
// For the types that it adds: `routes`, `reply.render`, `url_for`.
import type {} from "@mediaroot/runtime";
import { MAX_NAME, parseName } from "./parse-name.ts";

export default defineApp({
  async routes(app) {
    app.get("/", { config: { name: "index" } }, (_request, reply) => reply.render("home/index.html"));

    app.post("/", async (request, reply) => {
      const name = parseName(request.body);
      if (name !== undefined) return reply.redirect(reply.url_for(":greeting", { name }), 303);
      reply.code(422);
      return reply.render("home/index.html", { error: `Write a name of at most ${MAX_NAME} characters.` });
    });

    app.get<{ Params: { name: string } }>("/hello/:name", { config: { name: "greeting" } }, ({ params }, reply) =>
      reply.render("home/greeting.html", { name: params.name }),
    );
  },
});
