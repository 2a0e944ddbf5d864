// Replaces each <select multiple class="selectfilter"> by two boxes, a filter and buttons. With the mouse: double click, or use
// the buttons. With the keyboard: Enter in the filter chooses the first match, Enter or an arrow key moves the selected options.
"use strict";

mediarootAdmin.SelectFilter = class SelectFilter {
  constructor(field) {
    const { element } = mediarootAdmin;
    const name = field.dataset.fieldName;
    this.model = new mediarootAdmin.SelectBox(field);
    this.filter = element("input", { id: `${field.id}_filter`, type: "search", autocomplete: "off", placeholder: "Filter" });
    this.from = this.box(`${field.id}_from`);
    this.to = this.box(`${field.id}_to`);
    this.choose = this.button(`Choose the selected ${name}`, "→");
    this.remove = this.button(`Remove the selected ${name}`, "←");
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.filter.setAttribute("aria-label", `Filter the available ${name}`);
    const hint = element("p", { class: "selector-hint" }, "Double click, or select and press Enter.");
    this.root = element(
      "div",
      { class: "selector", role: "group", "aria-labelledby": `${field.id}_label` },
      this.column(`Available ${name}`, this.from, this.filter),
      element("div", { class: "selector-buttons" }, this.choose, this.remove),
      this.column(`Chosen ${name}`, this.to, hint),
      this.status,
    );
    if (field.getAttribute("aria-describedby")) this.root.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
    this.listen();
    field.hidden = true;
    field.after(this.root);
    field.form?.addEventListener("reset", () => setTimeout(() => this.refresh()));
    this.refresh();
  }

  box(id) {
    return mediarootAdmin.element("select", { id, multiple: "", size: "8" });
  }

  button(label, sign) {
    return mediarootAdmin.element("button", { type: "button", class: "button quiet", "aria-label": label, title: label }, sign);
  }

  column(title, box, extra) {
    const { element } = mediarootAdmin;
    return element("div", { class: "selector-box" }, element("label", { for: box.id }, title), extra, box);
  }

  listen() {
    this.filter.addEventListener("input", () => this.refresh());
    this.filter.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const first = this.from.options[0];
      if (first && this.filter.value !== "") this.move([first], true);
    });
    this.choose.addEventListener("click", () => this.move(this.from.selectedOptions, true));
    this.remove.addEventListener("click", () => this.move(this.to.selectedOptions, false));
    this.listenToBox(this.from, true, "ArrowRight");
    this.listenToBox(this.to, false, "ArrowLeft");
  }

  listenToBox(box, chosen, arrow) {
    box.addEventListener("dblclick", () => this.move(box.selectedOptions, chosen));
    box.addEventListener("change", () => this.enableButtons());
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== arrow) return;
      event.preventDefault();
      const at = box.selectedIndex;
      this.move(box.selectedOptions, chosen);
      const next = box.options[Math.min(at, box.options.length - 1)];
      if (next) next.selected = true;
      this.enableButtons();
    });
  }

  move(options, chosen) {
    const moved = [...options];
    if (moved.length === 0) return;
    this.model.move(
      moved.map((option) => option.value),
      chosen,
    );
    this.refresh();
    this.status.textContent = `${chosen ? "Chosen" : "Removed"}: ${moved.map((option) => option.text).join(", ")}`;
  }

  refresh() {
    this.model.show(this.from, this.model.options(false, this.filter.value));
    this.model.show(this.to, this.model.options(true));
    this.enableButtons();
  }

  enableButtons() {
    this.choose.disabled = this.from.selectedOptions.length === 0;
    this.remove.disabled = this.to.selectedOptions.length === 0;
  }
};

mediarootAdmin.ready(() => {
  for (const field of document.querySelectorAll("select.selectfilter")) new mediarootAdmin.SelectFilter(field);
});
