// Makes a slug from another field until the user types a slug. Without JavaScript the server makes it.
"use strict";

mediarootAdmin.ready(() => {
  const slugOf = (text) =>
    text
      .normalize("NFKD")
      .replace(/\p{Mark}/gu, "")
      .normalize("NFC")
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
      .replace(/^-+|-+$/g, "");
  for (const slug of document.querySelectorAll("input[data-prepopulate-from]")) {
    const source = slug.form?.elements[slug.dataset.prepopulateFrom];
    if (!source || slug.value !== "") continue;
    let written = "";
    source.addEventListener("input", () => {
      if (slug.value !== written) return;
      written = slugOf(source.value);
      slug.value = written;
    });
  }
});
