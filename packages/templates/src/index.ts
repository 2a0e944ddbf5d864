export { TemplateError, type TemplateLocation, type TemplatesFacts, templatesErrors } from "./errors.ts";
export type { TemplateGlobals } from "./template-environment.ts";
export type { MediaUrlOf } from "./template-globals.ts";
export type { TemplateWarning, WarnOfTemplate } from "./template-warning.ts";
export { createTemplates, type Templates, type TemplatesOptions } from "./templates.ts";
