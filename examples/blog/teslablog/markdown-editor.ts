import { defineMedia } from "@mediaroot/core";
import { textArea, type Widget } from "../contrib/admin/index.ts";

/**
 * A text area with a toolbar and a preview. Its media come from three installed apps: EasyMDE and markdown-it are npm
 * packages mounted as apps of those labels. Without JavaScript it is a text area.
 */
export function markdownEditor(): Widget {
  return {
    ...textArea({ rows: "18" }),
    template: "teslablog/widgets/markdown_editor.html",
    media: defineMedia({
      css: { all: ["admin/css/forms.css", "easymde/easymde.min.css", "teslablog/css/editor.css"] },
      js: ["easymde/easymde.min.js", "markdown-it/markdown-it.umd.min.js", "teslablog/js/editor.js"],
    }),
  };
}
