/** The additions that a page's policies must allow. */
export interface Allowance {
  /** The nonce of the live-reload script. */
  readonly nonce: string;
}

/** A directive: its name in lower case, and its values. */
interface Directive {
  readonly name: string;
  readonly sources: readonly string[];
}

/**
 * Widens the policies of a `Content-Security-Policy` header by what live reload needs, and by nothing else: the nonce of
 * our script, and connections to the page's own origin (https://www.w3.org/TR/CSP3/).
 *
 * @param header one header, which may hold several policies separated by commas; a page has to satisfy each of them
 */
export function widenPolicies(header: string, allowance: Allowance): string {
  return header
    .split(",")
    .map((policy) => widenPolicy(policy, allowance))
    .join(",");
}

/**
 * Whether a policy has the directive `sandbox`. Such a page has no origin, so the live-reload script could not connect to the server, and
 * the page is left unchanged.
 */
export function isSandboxed(header: string): boolean {
  return header.split(",").some((policy) => parsePolicy(policy).some(({ name }) => name === "sandbox"));
}

function widenPolicy(policy: string, { nonce }: Allowance): string {
  const directives = parsePolicy(policy);
  const script = effective(directives, ["script-src-elem", "script-src", "default-src"]);
  const connect = effective(directives, ["connect-src", "default-src"]);
  const widened: Directive[] = [];
  if (script !== undefined) widened.push({ name: "script-src-elem", sources: allowScript(script.sources, nonce) });
  if (connect !== undefined) widened.push({ name: "connect-src", sources: include(connect.sources, "'self'") });
  if (widened.length === 0) return policy;
  const replaced = new Set(widened.map(({ name }) => name));
  return [...directives.filter(({ name }) => !replaced.has(name)), ...widened].map(renderDirective).join("; ");
}

function parsePolicy(policy: string): readonly Directive[] {
  return policy.split(";").flatMap((text) => {
    const [name, ...sources] = text.trim().split(/\s+/);
    return name === undefined || name === "" ? [] : { name: name.toLowerCase(), sources };
  });
}

function renderDirective({ name, sources }: Directive): string {
  return [name, ...sources].join(" ");
}

/** @returns the directive that applies: the first of these names that the policy has. Browsers ignore a second of the same name */
function effective(directives: readonly Directive[], names: readonly string[]): Directive | undefined {
  return names.flatMap((name) => directives.find((directive) => directive.name === name) ?? [])[0];
}

/**
 * A nonce makes browsers ignore 'unsafe-inline', which would block the page's own inline scripts. Such a policy gets 'self' instead, which
 * allows our script by its URL.
 */
function allowScript(sources: readonly string[], nonce: string): readonly string[] {
  const lower = sources.map((source) => source.toLowerCase());
  const isStrict = lower.some((source) => /^'(?:nonce-|sha\d|strict-dynamic)/.test(source));
  return include(sources, lower.includes("'unsafe-inline'") && !isStrict ? "'self'" : `'nonce-${nonce}'`);
}

function include(sources: readonly string[], source: string): readonly string[] {
  const others = sources.filter((other) => other.toLowerCase() !== "'none'");
  return others.includes(source) ? others : [...others, source];
}
