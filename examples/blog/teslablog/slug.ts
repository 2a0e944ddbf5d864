const MAX_LENGTH = 100;

/** @returns a name for URLs: the letters and digits of a text, of any script, joined by "-". Empty when the text has none */
export function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-/, "")
    .slice(0, MAX_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "")
    .replace(/-$/, "");
}
