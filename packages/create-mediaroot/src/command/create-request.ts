import type { ProjectKind } from "../project-kind.ts";

/** The options of the command. */
export interface CreateOptions {
  /** The name of the package. By default that of the directory. */
  readonly name?: string;
  /** Undefined: ask, or do not install if there is no terminal. */
  readonly install?: boolean;
  readonly yes?: boolean;
}

/** The kind and the place of the project that is to be created. */
export interface CreateRequest {
  /** Undefined: ask. */
  readonly directory: string | undefined;
  readonly kind: ProjectKind;
  readonly options: CreateOptions;
}
