import type { Tree } from "@mediaroot/core/testing";

/** A fault: what it is, `id file:line` of the one finding that a check has, and what makes it of the clean site. */
export type Fault = readonly [
  what: string,
  expected: string,
  changes: Readonly<Record<string, Tree[string] | undefined>>,
];

/** A text in the second line of a template. */
export function page(text: string): Tree {
  return { "shop/templates/shop/cart.html": `<p></p>\n${text}\n` };
}

/** A text in the second line of a style sheet. */
export function css(text: string): Tree {
  return { "shop/media/shop.css": `a { b: c }\n${text}\n` };
}

/** A text in the second line of a script. */
export function js(text: string): Tree {
  return { "shop/media/shop.js": `// first\n${text}\n` };
}

/** A text in the second line of an app's code. */
export function code(text: string): Tree {
  return { "shop/app.ts": "export default {};\n", "shop/forms.ts": `// first\n${text}\n` };
}
