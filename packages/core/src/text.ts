const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** Escapes text for HTML, as Django does: for content and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => HTML_ESCAPES[character] ?? character);
}

const SCRIPT_ESCAPES: Readonly<Record<string, string>> = {
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** Renders a value as JSON for the content of a `<script>`, which no value can end. Undefined becomes null. */
export function scriptJson(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replaceAll(/[<>&\u2028\u2029]/g, (character) => SCRIPT_ESCAPES[character] ?? character);
}

/**
 * Escapes control characters as JSON does, so that a name printed to a terminal cannot move the cursor, break the line or
 * set a colour.
 */
export function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, escapeControl);
}

/** JSON leaves U+007F to U+009F as they are; a terminal does not. */
function escapeControl(character: string): string {
  const escaped = JSON.stringify(character).slice(1, -1);
  return escaped === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : escaped;
}

/** @returns a size as people read it, in powers of 1000: `2.5 kB`, `20 MB` */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

const MAX_NAMES = 12;

/** @returns names as a list for a message; of more than twelve the first twelve and "..." */
export function joinFirst(names: readonly string[]): string {
  return [...names.slice(0, MAX_NAMES), ...(names.length > MAX_NAMES ? ["..."] : [])].join(", ");
}
