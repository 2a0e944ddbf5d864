// What the admin's other scripts share. A classic script: those that need it name it before themselves in their media.
"use strict";

globalThis.mediarootAdmin = {
  /** Makes an element with attributes and children (elements or text). */
  element(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },

  /** Calls `work` once the document is there. */
  ready(work) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", work, { once: true });
    else work();
  },
};
