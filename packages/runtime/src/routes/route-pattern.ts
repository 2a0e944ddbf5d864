/** A part of the URL of a route, as find-my-way (Fastify's router) parses it. */
export type RoutePart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "parameter";
      readonly name: string;
      /** The pattern that the value must match. */
      readonly matches: RegExp | undefined;
      readonly optional: boolean;
      /** The text before the value that is left out with it: the "/" of `/a/:b?`. */
      readonly lead: string;
    };

/**
 * Parses the URL of a route: `/posts/:slug`, `/:year-:month`, `/:id(^\\d+$)`, `/files/*`, `/a/:b?`, `/a::b`.
 *
 * @param url the whole URL of the route
 */
export function parseRoutePattern(url: string): readonly RoutePart[] {
  const parts: RoutePart[] = [];
  let text = "";
  let at = 0;
  while (at < url.length) {
    const parameter = parameterAt(url, at);
    if (parameter === undefined) {
      text += url[at] ?? "";
      at += url.startsWith("::", at) ? 2 : 1;
      continue;
    }
    const lead = text.endsWith(parameter.part.lead) ? parameter.part.lead : "";
    text = text.slice(0, text.length - lead.length);
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
    parts.push({ ...parameter.part, lead });
    at = parameter.end;
  }
  return text === "" ? parts : [...parts, { kind: "text", text }];
}

/**
 * The forms of a route without the names of its parameters. The router takes routes with the same form for one.
 *
 * @param url the whole URL of the route
 * @returns more than one form if a parameter may be left out
 */
export function routeShapes(url: string): readonly string[] {
  let shapes: readonly string[] = [""];
  for (const part of parseRoutePattern(url)) {
    const mark = part.kind === "text" ? part.text : `${part.lead}${part.name === "*" ? "*" : ":"}${part.matches ?? ""}`;
    const given = shapes.map((shape) => shape + mark);
    shapes = part.kind === "parameter" && part.optional && part.name !== "*" ? [...shapes, ...given] : given;
  }
  return shapes;
}

type Parameter = Extract<RoutePart, { kind: "parameter" }>;

function parameterAt(url: string, at: number): { readonly part: Parameter; readonly end: number } | undefined {
  const wildcard = { kind: "parameter", name: "*", matches: undefined, optional: true, lead: "" } as const;
  if (url[at] === "*") return { part: wildcard, end: at + 1 };
  if (url[at] !== ":" || url[at + 1] === ":") return undefined;
  const name = /[^/\-.(?]*/y;
  name.lastIndex = at + 1;
  const [found = ""] = name.exec(url) ?? [];
  const afterName = at + 1 + found.length;
  const end = url[afterName] === "(" ? closingParenthesis(url, afterName) + 1 : afterName;
  const pattern = url.slice(afterName, end);
  const optional = url[end] === "?";
  const matches = pattern === "" ? undefined : new RegExp(`^${pattern.replace(/^\(\^?/, "(").replace(/\$?\)$/, ")")}$`);
  const part = { kind: "parameter", name: found, matches, optional, lead: optional ? "/" : "" } as const;
  return { part, end: optional ? end + 1 : end };
}

function closingParenthesis(url: string, from: number): number {
  let open = 0;
  for (let at = from; at < url.length; at += 1) {
    if (url[at] === "\\") at += 1;
    else if (url[at] === "(") open += 1;
    else if (url[at] === ")") open -= 1;
    if (open === 0) return at;
  }
  return url.length - 1;
}
