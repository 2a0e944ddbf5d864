// Makes each <textarea data-markdown-editor> an EasyMDE. Nothing is loaded from elsewhere: the icons are the style sheet's,
// there is no spell checker to fetch words for, and the preview is made by the renderer that the site itself uses.
"use strict";

{
  const button = (name, title, action) => ({ name, action, title, className: `editor-icon icon-${name}` });
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
    label.addEventListener("click", () => editor.codemirror.focus());
    // Tab leaves the editor, as it leaves any other field.
    editor.codemirror.setOption("extraKeys", { ...editor.codemirror.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
  }
}
