/** What a template sees besides its context, imported macros included. */
export type TemplateGlobals = Readonly<Record<string, unknown>>;
