export { TemplateError, type TemplateLocation, type TemplatesFacts, templatesErrors } from "./errors.ts";
export type { MediaUrlOf } from "@mediaroot/core";
export type { TemplateGlobals } from "./template-values.ts";
export type { TemplateWarning, WarnOfTemplate } from "./errors.ts";
export { markSafe, type SafeHtml } from "./page/safe-html.ts";
export type { TemplatePlace } from "./lookup/template-entry.ts";
export { createTemplates, type Templates, type TemplatesOptions, type TemplateTrace } from "./render/templates.ts";
