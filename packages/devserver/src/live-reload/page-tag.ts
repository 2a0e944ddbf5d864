import { type Markup, markup } from "../pages/page.ts";
import { now, OWN_PREFIX } from "./live-reload.ts";

/** The script that keeps a page as new as what it shows. */
export interface PageTag {
  /** Lets the script through a page's policies. One for the life of a server: a browser may keep a page, and ask for it again. */
  readonly nonce: string;
  /**
   * Renders the element.
   *
   * @param since when the page was begun, by `now`: what changes later is news to it
   */
  render(since: number): Markup;
}

/** Creates the tag of a server. */
export function createPageTag(): PageTag {
  let nonce: string | undefined;
  return {
    get nonce() {
      return (nonce ??= crypto.randomUUID());
    },
    render(since) {
      return markup`<script src="${OWN_PREFIX}assets/live-reload.js" data-since="${since}" nonce="${this.nonce}" async></script>`;
    },
  };
}

/** @returns the element for a page of ours that is made now */
export function renderTagNow(tag: PageTag): Markup {
  return tag.render(now());
}
