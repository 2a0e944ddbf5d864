import type { TemplateFilter } from "../apps/app-config.ts";

/** The request that a context function gets. An open interface: `@mediaroot/runtime` makes it Fastify's. */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface ContextRequest {}

/** Returns values that all templates see while a request is answered, imported macros included. */
export type ContextFunction = (request: ContextRequest) => object | Promise<object>;

/** The project's own templates, and the values that all templates see. */
export interface TemplatesSettings {
  /**
   * Directories of the project, whose templates win over those of the apps.
   *
   * @default ["templates"]
   */
  readonly DIRS: readonly string[];
  /**
   * The names of settings that templates may print. SECRET_KEY is refused.
   *
   * @default ["MEDIA_URL"]
   */
  readonly EXPOSE: readonly string[];
  /**
   * The context function of the project, which wins over those of apps.
   *
   * @default none
   */
  readonly CONTEXT: ContextFunction | undefined;
  /**
   * Filters for all templates, by name. They win over those of apps.
   *
   * @default {}
   */
  readonly FILTERS: Readonly<Record<string, TemplateFilter>>;
  /**
   * Values for all templates, by name. They win over those of apps.
   *
   * @default {}
   */
  readonly GLOBALS: Readonly<Record<string, unknown>>;
}
