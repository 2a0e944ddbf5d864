// The options of a <select multiple> that is shown as two boxes. The select itself stays the field of the form.
"use strict";

mediarootAdmin.SelectBox = class SelectBox {
  /** @param {HTMLSelectElement} field the select that the form submits */
  constructor(field) {
    this.field = field;
  }

  /** @returns the options that are chosen (or not) and whose label contains each word of `filter` */
  options(chosen, filter = "") {
    const words = filter.toLowerCase().split(/\s+/);
    return [...this.field.options].filter(
      (option) => option.selected === chosen && words.every((word) => option.text.toLowerCase().includes(word)),
    );
  }

  /** Chooses the options with these values, or removes them from the choice. */
  move(values, chosen) {
    const moved = new Set(values);
    for (const option of this.field.options) if (moved.has(option.value)) option.selected = chosen;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Shows options in a box. Those that were selected there stay selected. */
  show(box, options) {
    const selected = new Set([...box.selectedOptions].map((option) => option.value));
    box.replaceChildren(
      ...options.map((option) => new Option(option.text, option.value, false, selected.has(option.value))),
    );
  }
};
