import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { http } from "@mediaroot/media/http";
import { createWorkerApplication } from "./worker-application.ts";

// A project in small: a page of it takes each way that a page of the user's project will take.
const FILES = {
  "settings.ts": `export default { DEBUG: true as boolean, INSTALLED_APPS: ["./warm"], URLS: { "/": "warm" } };`,
  "warm/app.ts": `// The first date that a process formats loads the data of all of them.
  const dates = new Intl.DateTimeFormat("en", { dateStyle: "long" });
  export default { routes: async (app: { get: Function; setNotFoundHandler: Function }) => {
    app.setNotFoundHandler((_: unknown, reply: { render: Function }) => reply.render("warm/page.html"));
    app.get("/:name/", { config: { name: "page" } }, async ({ params }: { params: object }, reply: { render: Function }) =>
      reply.render("warm/page.html", { ...params, date: dates.format(0), words: ["a", "b"] }));
  } };`,
  "warm/templates/warm/base.html":
    "<title>{% block title %}{% endblock %}</title><< MEDIA_URL >>{{ media_css }}{% block content %}{% endblock %}{{ media_js }}",
  "warm/templates/warm/page.html": `{% extends "warm/base.html" %}{% block title %}{{ name | upper }}{% endblock %}
  {% block content %}{% if words and words.length > 1 %}{% for word in words %}{{ word }} {{ date }}{% endfor %}{% else %}none{% endif %}
  {{ url_for("warm:page", { name: name }) }}{% include "warm/part.html" %}{% endblock %}`,
  "warm/templates/warm/part.html": "{% macro link(text) %}{{ text }}{% endmacro %}{% set one = 1 %}{{ link(one) }}",
} as const;
// After ten pages V8 (of Node 24) still has little room for what is young, and clears it while the user's first page is waited for.
const PAGES = 80;

/** Where a spare does its warming up, and how long. */
export interface WarmUpOptions {
  /** A private directory where the project may stand; empty for the system's temporary directory. */
  readonly directory: string;
  /** Where the project may listen. */
  readonly socket: string;
  /** Whether the worker is wanted for the user's project, as far as has been heard by then: what is left is left out. */
  readonly isWanted: () => Promise<boolean>;
}

/**
 * Answers some requests of a throw-away project, so that a spare worker has everything loaded, compiled and tried when the
 * user's project comes.
 */
export async function warmUp({ directory, socket, isWanted }: WarmUpOptions): Promise<void> {
  // One place for all the spares of a front: Node's compile cache keeps what it has compiled by path, and for ever.
  const root = directory === "" ? mkdtempSync(path.join(tmpdir(), "mediaroot-warm-")) : path.join(directory, "warm");
  try {
    writeProject(root);
    const project = await loadProject({ directory: root });
    if (await isWanted()) return;
    const application = await createWorkerApplication(project, () => {});
    try {
      await application.listen({ path: socket });
      for (let page = 0; page < PAGES && !(await isWanted()); page += 1) await askForPage(socket);
    } finally {
      await application.close();
    }
  } finally {
    if (directory === "") rmSync(root, { recursive: true, force: true });
  }
}

function writeProject(root: string): void {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    // Code that is new each time, or the types would be stripped from the cache, and what strips them stay cold.
    writeFileSync(path.join(root, name), name.endsWith(".ts") ? `${text} // ${performance.timeOrigin}` : text);
  }
}

async function askForPage(socketPath: string): Promise<void> {
  const [response] = (await once(http.get({ socketPath, path: "/warm/", agent: false }), "response")) as [
    IncomingMessage,
  ];
  await response.toArray();
}
