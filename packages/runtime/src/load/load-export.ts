import { didYouMean, reasonOf } from "@mediaroot/core";
import type { ApplicationName } from "@mediaroot/core/internal";
import { describeUnusable, mediaError, type NodeApplication } from "@mediaroot/media";
import { runtimeError } from "../errors.ts";
import { loadModule, type LoadedModule, type ModulePlace } from "./load-module.ts";

type ExportName = Extract<ApplicationName, { kind: "export" }>;

/**
 * Loads an application that a module or package exports, or makes when it is called. A promise of either is waited for.
 *
 * @throws APPLICATION_NOT_FOUND, APPLICATION_FAILED, APPLICATION_EXPORT_MISSING, APPLICATION_UNUSABLE
 */
export async function loadExport(name: ExportName, place: ModulePlace): Promise<NodeApplication> {
  const module = await loadModule(name.module, place);
  const exported = exportOf(module, name, place);
  const what = `${name.name}${name.isCalled ? "()" : ""} of ${module.label}`;
  const make = name.isCalled ? callable(exported, name, what) : () => exported;
  const app = await settle(make, what, place);
  const fault = faultOf(app);
  if (fault === undefined) return app as NodeApplication;
  const write = typeof app === "function" ? howToWrite(name) : undefined;
  throw mediaError("APPLICATION_UNUSABLE", { found: `${what}, which is ${fault}`, write });
}

function exportOf({ label, namespace }: LoadedModule, name: ExportName, { setting }: ModulePlace): unknown {
  const exports = exportsOf(namespace);
  if (exports.has(name.name)) return exports.get(name.name);
  throw runtimeError("APPLICATION_EXPORT_MISSING", {
    setting,
    module: name.module,
    file: label,
    name: name.name,
    exports: [...exports.keys()],
    near: didYouMean(name.name, exports.keys()),
  });
}

/** By name. What Node does not find by reading CommonJS lies in the object that such a module exports. */
function exportsOf(namespace: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const names = new Map(Object.entries(namespace));
  const isCommonJs = names.delete("module.exports");
  const exported = namespace["default"];
  if (!isCommonJs || typeof exported !== "object" || exported === null) return names;
  const properties = Object.entries(exported);
  // A module that was compiled from ESM keeps its default export in a property.
  return new Map("__esModule" in exported ? [...names, ...properties] : [...properties, ...names]);
}

function callable(exported: unknown, name: ExportName, what: string): () => unknown {
  const isApplication = faultOf(exported) === undefined;
  if (typeof exported === "function" && !isApplication) return () => exported() as unknown;
  const itself = `. The export ${JSON.stringify(name.name)} is the application itself, and makes none when it is called`;
  const reason = isApplication ? itself : ", which is no function";
  const write = isApplication
    ? `Leave out the parentheses: ${written(name)}.`
    : "Leave out the parentheses, or export a function that makes the application.";
  throw mediaError("APPLICATION_UNUSABLE", { found: `${what}${reason}`, write });
}

function written({ module, name }: ExportName): string {
  return JSON.stringify(name === "default" ? module : `${module}#${name}`);
}

/** User code may fail when it is called, or later. */
async function settle(give: () => unknown, what: string, { setting }: ModulePlace): Promise<unknown> {
  try {
    return await give();
  } catch (error) {
    throw runtimeError("APPLICATION_FAILED", { setting, what, reason: reasonOf(error) }, error);
  }
}

/** Why something that was exported or made is no application; undefined for what is one. */
function faultOf(app: unknown): string | undefined {
  return describeUnusable(app) ?? (typeof app === "function" ? describeFactory(app) : undefined);
}

/** A function without a response parameter cannot answer, unless it is more than a function. */
function describeFactory(app: object & { readonly length: number }): string | undefined {
  if (app.length > 1 || "handle" in app || "fetch" in app) return undefined;
  return app.length === 0 ? "a function without parameters" : "a function of one parameter";
}

function howToWrite({ module, name, isCalled }: ExportName): string {
  const listener = "If it answers requests, let it name both parameters: (request, response).";
  return isCalled
    ? listener
    : `If it makes the application, write ${JSON.stringify(`${module}#${name}()`)}. ${listener}`;
}
