/**
 * The only import of nunjucks (3.2.4, pinned). Its parser and compiler are extended, since its own `Environment` supports neither
 * origins nor delimiters of a single template, and loses the position of errors outside the first template. Its loaders, and with
 * them its watcher, are not used.
 */
import compiler from "nunjucks/src/compiler.js";
import environment from "nunjucks/src/environment.js";
import lexer, { type Token, type Tokenizer } from "nunjucks/src/lexer.js";
import lib from "nunjucks/src/lib.js";
import nodes, { type FunCallFields, type Node } from "nunjucks/src/nodes.js";
import parser from "nunjucks/src/parser.js";
import runtime from "nunjucks/src/runtime.js";
import transformer from "nunjucks/src/transformer.js";

export const Compiler: typeof compiler.Compiler = compiler.Compiler;
export const Environment: typeof environment.Environment = environment.Environment;
export const Parser: typeof parser.Parser = parser.Parser;
export const SafeString: typeof runtime.SafeString = runtime.SafeString;
export type SafeString = InstanceType<typeof runtime.SafeString>;
export const Template: typeof environment.Template = environment.Template;
export type Template = InstanceType<typeof environment.Template>;
export const escape: typeof lib.escape = lib.escape;
export const transform: typeof transformer.transform = transformer.transform;
export { lexer, nodes };
export type { FunCallFields, Node, Token, Tokenizer };
