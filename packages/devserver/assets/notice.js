// What the terminal says too, in a bar at the lower edge of the page. It is in the shadow of an element of its own: the page's
// styles do not reach it, and its own markup stays as it is.
const STYLE = `
  :host { all: initial; position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; }
  div { display: flex; gap: 1rem; align-items: center; justify-content: space-between; box-sizing: border-box; max-width: 60rem;
    margin: auto; padding: 0.75rem 1rem; border-radius: 0.5rem; font: 16px/1.4 system-ui, sans-serif; color: #fff;
    background: #3b2a00; box-shadow: 0 2px 12px rgb(0 0 0 / 40%); overflow-wrap: anywhere; }
  button { flex: none; padding: 0.25rem 0.75rem; font: inherit; color: inherit; background: none; border: 1px solid;
    border-radius: 0.25rem; cursor: pointer; }
  @media print { :host { display: none; } }
`;

let shown;

/** Shows a text until it is dismissed, or another one comes. */
export function showNotice(text) {
  shown?.remove();
  const notice = document.createElement("mediaroot-notice");
  const shadow = notice.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  // A <style> element may be against the page's policy.
  shadow.adoptedStyleSheets = [style];
  const [bar, message, button] = ["div", "span", "button"].map((name) => document.createElement(name));
  bar.setAttribute("role", "alert");
  message.textContent = text;
  button.textContent = "Dismiss";
  button.addEventListener("click", () => notice.remove());
  bar.append(message, button);
  shadow.append(bar);
  document.documentElement.append(notice);
  shown = notice;
}
