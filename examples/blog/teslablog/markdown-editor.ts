import { defineMedia, mergeMedia } from "@mediaroot/core";
import type { Widget, Widgets } from "../contrib/admin/index.ts";

/**
 * A text area with a toolbar and a preview. Its media come from four installed apps, the admin's text area among them:
 * EasyMDE and markdown-it are npm packages mounted as apps of those labels. Without JavaScript it is a text area.
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
