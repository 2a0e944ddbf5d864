import { type Markup, markup } from "@mediaroot/media/pages";
import { ASSETS_PREFIX } from "../link/own-paths.ts";

/** The script that keeps a page as new as what it shows. */
export interface PageTag {
  /**
   * Renders the element for one page, with a new nonce.
   *
   * @param since when rendering of the page began, by `now()`; later changes are sent to the page
   */
  render(since: number): RenderedTag;
}

/** An element, and the nonce by which the policies of its page let it through. */
export interface RenderedTag extends Markup {
  readonly nonce: string;
}

export function createPageTag(): PageTag {
  return {
    render(since) {
      const nonce = crypto.randomUUID();
      const element = markup`<script src="${ASSETS_PREFIX}live-reload.js" data-since="${since}" nonce="${nonce}" async></script>`;
      return { ...element, nonce };
    },
  };
}
