// Makes an EasyMDE of each <textarea data-markdown-editor>. Nothing is loaded from other hosts: the icons are in editor.css, and
// the browser checks the spelling. The preview uses markdown-it, as the site does.
"use strict";

{
  const button = (name, title, action) => ({ name, action, title, className: `editor-icon icon-${name}` });
  /** Tab stops at one button; the arrow keys reach the others (https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/). */
  const leadByKeys = (toolbar) => {
    const buttons = [...toolbar.querySelectorAll("button")];
    buttons[0].tabIndex = 0;
    toolbar.addEventListener("keydown", ({ key }) => {
      const at = buttons.indexOf(document.activeElement);
      const next = buttons.at({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[key] ?? at) ?? buttons[0];
      buttons[at].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  };
  const markdown = window.markdownit({ html: false, linkify: true, typographer: true });

  for (const textarea of document.querySelectorAll("textarea[data-markdown-editor]")) {
    const label = document.getElementById(`${textarea.id}_label`);
    const editor = new EasyMDE({
      element: textarea,
      autoDownloadFontAwesome: false,
      spellChecker: false,
      nativeSpellcheck: true,
      inputStyle: "contenteditable",
      forceSync: true,
      minHeight: "20rem",
      status: ["words", "lines"],
      previewRender: (text) => markdown.render(text),
      toolbar: [
        button("bold", "Bold", EasyMDE.toggleBold),
        button("italic", "Italic", EasyMDE.toggleItalic),
        button("heading", "Heading", EasyMDE.toggleHeadingSmaller),
        "|",
        button("quote", "Quote", EasyMDE.toggleBlockquote),
        button("list", "List", EasyMDE.toggleUnorderedList),
        button("numbers", "Numbered list", EasyMDE.toggleOrderedList),
        button("code", "Code", EasyMDE.toggleCodeBlock),
        "|",
        button("link", "Link", EasyMDE.drawLink),
        button("image", "Image", EasyMDE.drawImage),
        "|",
        { ...button("preview", "Preview", EasyMDE.togglePreview), noDisable: true },
      ],
    });
    const input = editor.codemirror.getInputField();
    input.setAttribute("aria-labelledby", label.id);
    input.setAttribute("role", "textbox");
    input.setAttribute("aria-multiline", "true");
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) input.setAttribute(name, textarea.getAttribute(name));
    }
    leadByKeys(editor.gui.toolbar);
    label.addEventListener("click", () => editor.codemirror.focus());
    // Tab leaves the editor, as it leaves other fields.
    editor.codemirror.setOption("extraKeys", { ...editor.codemirror.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
  }
}
