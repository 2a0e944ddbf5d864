import { defineMedia, isMedia, type Media, mergeMedia, type RenderMediaOptions } from "@mediaroot/core";
import { renderImportMap, scriptJson } from "@mediaroot/core/internal";
import { templatesError } from "../errors.ts";
import { escape, SafeString } from "../compile/nunjucks.ts";
import type { PageMedia } from "./page-media.ts";
import type { TemplateGlobals } from "../template-values.ts";

/**
 * Renders a value as JSON inside a `<script type="application/json">`, as Django's `json_script` does. No value can end the element.
 *
 * @param value any JSON value; undefined becomes null
 * @param id the id of the element; without one it has none
 */
export function jsonScript(value: unknown, id?: string): SafeString {
  const attribute = id === undefined ? "" : `id="${escape(String(id))}" `;
  return new SafeString(`<script ${attribute}type="application/json">${scriptJson(value)}</script>`);
}

/**
 * The globals that depend on the context of a page: `media_css` and `media_js` are rendered from its `media` and `csp_nonce`,
 * `media_importmap()` from its `csp_nonce`, `csrf_field()` from its `csrf_token`. They are only computed when they are printed.
 *
 * @param value returns a value of the context by its name
 */
export function pageGlobals(value: (name: string) => unknown, media: PageMedia): TemplateGlobals {
  const renderOptions = (): RenderMediaOptions => {
    const nonce = value("csp_nonce");
    return { ...media, nonce: typeof nonce === "string" ? nonce : undefined };
  };
  const tags = (part: "css" | "js"): SafeString => {
    const declared = defineMedia({ [part]: pageMedia(value("media"))[part] });
    return new SafeString(declared.render(renderOptions()));
  };
  return {
    get media_css() {
      return tags("css");
    },
    get media_js() {
      return tags("js");
    },
    media_importmap: () => new SafeString(renderImportMap(media.imports, renderOptions())),
    csrf_field: (name = "csrf_token") => csrfField(String(name), value("csrf_token")),
  };
}

function pageMedia(given: unknown): Media {
  const all = Array.isArray(given) ? (given as readonly unknown[]) : given === undefined ? [] : [given];
  return mergeMedia(
    ...all.map((media) => {
      if (isMedia(media)) return media;
      throw templatesError("MEDIA_CONTEXT_INVALID", { found: media });
    }),
  );
}

function csrfField(name: string, token: unknown): SafeString {
  if (typeof token !== "string" || token === "") throw templatesError("CSRF_TOKEN_MISSING", {});
  return new SafeString(`<input type="hidden" name="${escape(name)}" value="${escape(token)}">`);
}
