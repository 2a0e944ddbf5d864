// In a file of its own: the type declarations of this package must not import nunjucks, which is bundled.
/** Values that templates see besides their context, imported macros included. */
export type TemplateGlobals = Readonly<Record<string, unknown>>;
