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
 * @param header one header, which may hold several policies; each must let it through
 */
export function widenPolicies(header: string, allowance: Allowance): string {
  return header
    .split(",")
    .map((policy) => widenPolicy(policy, allowance))
    .join(",");
}

/** Whether a policy takes the page's origin away: then our script could not reach us, and the page is left as it is. */
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

/** The directive that governs: the first in the order of fallback; of two of one name the first counts. */
function effective(directives: readonly Directive[], names: readonly string[]): Directive | undefined {
  return names.flatMap((name) => directives.find((directive) => directive.name === name) ?? [])[0];
}

/** A nonce switches 'unsafe-inline' off, and with it the page's own inline scripts; there 'self' lets ours in. */
function allowScript(sources: readonly string[], nonce: string): readonly string[] {
  const lower = sources.map((source) => source.toLowerCase());
  const isStrict = lower.some((source) => /^'(?:nonce-|sha\d|strict-dynamic)/.test(source));
  return include(sources, lower.includes("'unsafe-inline'") && !isStrict ? "'self'" : `'nonce-${nonce}'`);
}

function include(sources: readonly string[], source: string): readonly string[] {
  const others = sources.filter((other) => other.toLowerCase() !== "'none'");
  return others.includes(source) ? others : [...others, source];
}
