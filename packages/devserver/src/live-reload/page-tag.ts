import { type Markup, markup } from "@mediaroot/media/pages";
import { ASSETS_PREFIX } from "../link/own-paths.ts";
import { now } from "./live-reload.ts";

/** The script that keeps a page as new as what it shows. */
export interface PageTag {
  /**
   * Renders the element for one page.
   *
   * @param since when the page was begun, by `now`: what changes later is news to it
   */
  render(since: number): RenderedTag;
}

/** An element, and the nonce by which the policies of its page let it through. */
export interface RenderedTag extends Markup {
  readonly nonce: string;
}

/** Creates the tag. */
export function createPageTag(): PageTag {
  return {
    render(since) {
      const nonce = crypto.randomUUID();
      const element = markup`<script src="${ASSETS_PREFIX}live-reload.js" data-since="${since}" nonce="${nonce}" async></script>`;
      return { ...element, nonce };
    },
  };
}

/** @returns the element for a page of ours that is made now */
export function renderTagNow(tag: PageTag): Markup {
  return tag.render(now());
}
