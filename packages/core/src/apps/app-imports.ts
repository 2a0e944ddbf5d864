/** @returns why a value cannot be the `imports` of an app, as the end of a sentence; undefined if it can */
export function refuseImports(imports: unknown): string | undefined {
  if (imports === undefined) return undefined;
  if (typeof imports !== "object" || imports === null || Array.isArray(imports))
    return "has `imports` that are not an object of names and paths";
  for (const [name, path] of Object.entries(imports)) {
    const which = `has \`imports\` in which ${JSON.stringify(name)}`;
    if (!isBareName(name)) return `${which} is not the bare name of one module, such as "three" or "three/addons/x.js"`;
    if (typeof path !== "string" || path === "") return `${which} has no path`;
  }
  return undefined;
}

/**
 * Browsers take any other name for a URL (https://html.spec.whatwg.org/multipage/webappapis.html#resolve-a-module-specifier), and a
 * name that ends with "/" for a directory, whose files would keep their plain names in production.
 */
function isBareName(name: string): boolean {
  return name !== "" && !/^\.{0,2}\//.test(name) && !name.endsWith("/") && !URL.canParse(name);
}
