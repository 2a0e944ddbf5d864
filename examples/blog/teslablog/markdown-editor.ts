import { defineMedia, mergeMedia } from "@mediaroot/core";
import type { Widget, Widgets } from "../contrib/admin/index.ts";

/**
 * Creates a text area with a toolbar and a preview. Its media come from four installed apps: the admin, the blog, and the npm
 * packages EasyMDE and markdown-it, which are mounted as apps. Without JavaScript it is a plain text area.
 */
export function markdownEditor({ textArea }: Widgets): Widget {
  const area = textArea({ rows: "18" });
  return {
    ...area,
    template: "teslablog/widgets/markdown_editor.html",
    media: mergeMedia(
      area.media,
      defineMedia({
        css: { all: ["easymde/easymde.min.css", "teslablog/css/editor.css"] },
        js: ["easymde/easymde.min.js", "markdown-it/markdown-it.umd.min.js", "teslablog/js/editor.js"],
      }),
    ),
  };
}
