// The choices of one <select multiple>, shown in two boxes. The select itself stays the form's field.
"use strict";

mediarootAdmin.SelectBox = class SelectBox {
  /** @param {HTMLSelectElement} field what the form submits */
  constructor(field) {
    this.field = field;
  }

  /** The choices that are chosen, or those that are not, whose label holds every word of `filter`. */
  options(chosen, filter = "") {
    const words = filter.toLowerCase().split(/\s+/);
    return [...this.field.options].filter(
      (option) => option.selected === chosen && words.every((word) => option.text.toLowerCase().includes(word)),
    );
  }

  /** Chooses the values, or takes them back. */
  move(values, chosen) {
    const moved = new Set(values);
    for (const option of this.field.options) if (moved.has(option.value)) option.selected = chosen;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Shows options in a box and keeps what is selected there. */
  show(box, options) {
    const selected = new Set([...box.selectedOptions].map((option) => option.value));
    box.replaceChildren(
      ...options.map((option) => new Option(option.text, option.value, false, selected.has(option.value))),
    );
  }
};
