const LONGEST = 100;

/** @returns a name for URLs: letters and digits of any script, joined by "-"; empty when the text has none */
export function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-/, "")
    .slice(0, LONGEST)
    .replace(/[\uD800-\uDBFF]$/, "")
    .replace(/-$/, "");
}
