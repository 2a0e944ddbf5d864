// Functions for the admin's other scripts. A media declaration that needs them names this file first.
"use strict";

globalThis.mediarootAdmin = {
  /** Creates an element with attributes and children (elements or texts). */
  element(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },

  /** Calls `work` when the document has been parsed. */
  ready(work) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", work, { once: true });
    else work();
  },
};
