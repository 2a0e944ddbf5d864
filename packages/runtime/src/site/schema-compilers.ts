import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { FastifyHttpOptions } from "fastify";

type SchemaController = NonNullable<FastifyHttpOptions<Server>["schemaController"]>;

/** The schema of a part of a request: of its body, its headers. */
interface RequestPart {
  readonly schema: unknown;
  readonly httpPart?: string;
}
type Compile = (part: RequestPart) => unknown;
type Build<Compiler> = (...given: readonly unknown[]) => Compiler;

const require = createRequire(import.meta.url);
const requireOfFastify = createRequire(require.resolve("fastify"));

/**
 * Creates Fastify's own compilers of schemas when the first route with a schema needs them. Fastify imports them with each
 * application, and all of ajv with them, which takes a tenth of a site's start.
 */
export function createSchemaController(): SchemaController {
  const build = loadLater<Compile>("@fastify/ajv-compiler");
  const buildSerializer = loadLater("@fastify/fast-json-stringify-compiler");
  const buildValidator: Build<Compile> = (...given) => lowerHeaders(build(...given));
  return { compilersFactory: { buildValidator, buildSerializer } } as SchemaController;
}

/** @param name a module that exports a function which makes the builder of compilers */
function loadLater<Compiler>(name: string): Build<Compiler> {
  let build: Build<Compiler> | undefined;
  return (...given) => {
    build ??= (requireOfFastify(name) as () => Build<Compiler>)();
    return build(...given);
  };
}

/** Names of headers in a schema may be written in any case. Fastify sees to that only for the compiler that it has loaded itself. */
function lowerHeaders(compile: Compile): Compile {
  const { compileSchemasForValidation } = require("fastify/lib/validation.js") as {
    compileSchemasForValidation(route: object, compile: Compile, isCustom: boolean): void;
  };
  return (part) => {
    if (part.httpPart !== "headers") return compile(part);
    let validate: unknown;
    const route = { schema: { headers: part.schema }, config: part };
    compileSchemasForValidation(route, (lowered) => (validate = compile(lowered)), false);
    return validate;
  };
}
