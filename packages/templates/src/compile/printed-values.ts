import { type Node, nodes } from "./nunjucks.ts";
import type { ParsedTemplate } from "./template-parser.ts";

// oxlint-disable no-underscore-dangle -- what nunjucks calls so is read here

/** The nodes whose value is printed (directly or through filters) or looped over. */
export function usedValues(tree: Node): ReadonlySet<Node> {
  const used = new Set<Node>();
  const add = (node: Node | null | undefined): void => {
    if (node instanceof nodes.Symbol || node instanceof nodes.LookupVal) used.add(node);
    if (node instanceof nodes.InlineIf) for (const part of [node.body, node.else_]) add(part);
    if (node instanceof nodes.Filter && !["default", "d"].includes(node.name.value)) add(node.args.children[0]);
  };
  for (const { children } of tree.findAll(nodes.Output)) for (const child of children) add(child);
  for (const { arr } of tree.findAll(nodes.For)) add(arr);
  return used;
}

/** The nodes whose value starts a URL, except for those that the template marks as safe. */
export function urlValues({ tree, beginsUrl }: ParsedTemplate): ReadonlySet<Node> {
  const outputs = tree.findAll(nodes.Output).filter(({ lineno, colno }) => beginsUrl(lineno, colno));
  const isSafe = (node: Node): boolean => node instanceof nodes.Filter && node.name.value === "safe";
  return new Set(outputs.flatMap(({ children }) => children.filter((child) => !isSafe(child))));
}
