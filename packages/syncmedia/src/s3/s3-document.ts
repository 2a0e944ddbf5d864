// The XML documents of S3 are small and flat, and have no attributes, comments or CDATA that matter here. All that is read of them is the
// text of elements with a given name, so that a regular expression is enough.

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** @returns the text of each element of a name, in order */
export function textsOf(document: string, name: string): readonly string[] {
  const found = document.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, "g"));
  return [...found].map(([, text = ""]) => decodeEntities(text));
}

/** @returns the text of the first element of a name */
export function textOf(document: string, name: string): string | undefined {
  return textsOf(document, name)[0];
}

/** @returns the contents of each element of a name, such as the `<Contents>` of a listing */
export function partsOf(document: string, name: string): readonly string[] {
  const found = document.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"));
  return [...found].map(([, part = ""]) => part);
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number(name.replace("#x", "0x").replace("#", "")));
  });
}

/** Escapes text for the content of an element. A carriage return would be read as a line feed. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>\r\n\t]/g, (character) => `&#${character.codePointAt(0)};`);
}
