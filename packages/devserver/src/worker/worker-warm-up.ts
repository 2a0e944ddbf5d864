import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { http } from "@mediaroot/media/http";
import { createWorkerApplication } from "./worker-application.ts";

// A small project whose page runs the code that pages of the user's project will run.
const FILES = {
  "settings.ts": `export default { DEBUG: true as boolean, INSTALLED_APPS: ["./warm"], URLS: { "/": "warm" } };`,
  "warm/app.ts": `// The first date that a process formats loads the data of all locales.
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
// After ten pages the young generation of V8 (Node 24) is still small, and is collected during the user's first page.
const PAGES = 80;

/** Where and how long a spare warms up. */
export interface WarmUpOptions {
  /** A private directory for the project; empty for the system's temporary directory. */
  readonly directory: string;
  /** The path of the socket to listen on. */
  readonly socket: string;
  /** Whether the start order has come: the rest of the warm-up is skipped. */
  readonly isWanted: () => Promise<boolean>;
  /** Settled when no request waits for another worker, or when this one is ordered to start. */
  readonly mayAnswer: Promise<unknown>;
}

/**
 * Answers requests of a throw-away project, so that a spare worker has loaded, compiled and run everything when the start order
 * comes.
 */
export async function warmUp({ directory, socket, isWanted, mayAnswer }: WarmUpOptions): Promise<void> {
  // All spares of a front use one directory: Node's compile cache has an entry for each path, and never removes one.
  const root = directory === "" ? mkdtempSync(path.join(tmpdir(), "mediaroot-warm-")) : path.join(directory, "warm");
  try {
    writeProject(root);
    // Loads Node's stripper of types too, for tens of milliseconds: when one save follows another, the changed module needs it next.
    const project = await loadProject({ directory: root });
    await mayAnswer;
    if (await isWanted()) return;
    const application = await createWorkerApplication(project, () => {});
    try {
      await application.listen({ path: socket });
      for (let page = 0; page < PAGES && !(await isWanted()); page += 1) await requestPage(socket);
    } finally {
      await application.close();
    }
  } finally {
    if (directory === "") rmSync(root, { recursive: true, force: true });
  }
}

function writeProject(root: string): void {
  // Not recursive: if the private directory is gone, only the front may make it again.
  if (!existsSync(root)) mkdirSync(root);
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    // Unique source each time; a compile-cache hit would leave the type stripper cold.
    writeFileSync(path.join(root, name), name.endsWith(".ts") ? `${text} // ${performance.timeOrigin}` : text);
  }
}

async function requestPage(socketPath: string): Promise<void> {
  const [response] = (await once(http.get({ socketPath, path: "/warm/", agent: false }), "response")) as [
    IncomingMessage,
  ];
  await response.toArray();
}
