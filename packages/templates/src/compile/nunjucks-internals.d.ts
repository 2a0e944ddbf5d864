// oxlint-disable max-params -- these are nunjucks' own signatures
// The parts of nunjucks 3.2.4 that `nunjucks.ts` builds on, and @types/nunjucks leaves out.

declare module "nunjucks/src/lexer.js" {
  export interface Token {
    readonly type: string;
    value: string;
    readonly lineno: number;
    readonly colno: number;
  }
  export interface Tokenizer {
    readonly lineno: number;
    readonly colno: number;
    /** Whether it is between the opening and the closing of a tag. */
    readonly in_code: boolean;
    nextToken(): Token | null;
    isFinished(): boolean;
    currentStr(): string;
  }
  interface Lexer {
    lex(source: string, options: { readonly tags: Readonly<Record<string, string>> }): Tokenizer;
    readonly TOKEN_DATA: string;
    readonly TOKEN_BLOCK_START: string;
    readonly TOKEN_VARIABLE_START: string;
    readonly TOKEN_VARIABLE_END: string;
    readonly TOKEN_SYMBOL: string;
    readonly TOKEN_WHITESPACE: string;
  }
  const lexer: Lexer;
  export default lexer;
}

declare module "nunjucks/src/nodes.js" {
  export interface Node {
    readonly typename: string;
    readonly lineno: number;
    readonly colno: number;
    findAll<Found extends Node>(type: new (...args: never) => Found): Found[];
  }
  interface NodeOf<Fields> {
    new (...args: never): Node & Fields;
  }
  interface Nodes {
    readonly Node: NodeOf<unknown>;
    readonly Array: NodeOf<{ readonly children: readonly Node[] }>;
    readonly Block: NodeOf<{ readonly name: Node & { readonly value: string } }>;
    readonly Extends: NodeOf<TemplateRefFields>;
    readonly Filter: NodeOf<FunCallFields & { readonly name: { readonly value: string } }>;
    readonly For: NodeOf<{ readonly arr: Node }>;
    readonly FromImport: NodeOf<TemplateRefFields>;
    readonly FunCall: NodeOf<FunCallFields>;
    readonly Import: NodeOf<TemplateRefFields>;
    readonly Include: NodeOf<TemplateRefFields & { readonly ignoreMissing: boolean | undefined }>;
    readonly InlineIf: NodeOf<{ readonly body: Node; readonly else_: Node | null }>;
    readonly Literal: NodeOf<{ readonly value: unknown }>;
    readonly LookupVal: NodeOf<{ readonly target: Node }>;
    readonly Output: NodeOf<{ readonly children: readonly Node[] }>;
    readonly Symbol: NodeOf<{ readonly value: string }>;
    readonly TemplateData: NodeOf<{ readonly value: string }>;
  }
  export interface FunCallFields {
    readonly name: Node;
    readonly args: Node & { readonly children: readonly Node[] };
  }
  interface TemplateRefFields {
    readonly template: Node;
  }
  const nodes: Nodes;
  export default nodes;
}

declare module "nunjucks/src/parser.js" {
  import type { Token, Tokenizer } from "nunjucks/src/lexer.js";
  import type { Node } from "nunjucks/src/nodes.js";
  class Parser {
    constructor(tokens: Tokenizer);
    readonly tokens: Tokenizer;
    peekToken(): Token | null;
    fail(message: string, lineno?: number, colno?: number): never;
    parseStatement(): Node | null;
    parseRaw(tagName?: string): Node;
    parseAsRoot(): Node;
  }
  const exported: { readonly Parser: typeof Parser };
  export default exported;
}

declare module "nunjucks/src/transformer.js" {
  import type { Node } from "nunjucks/src/nodes.js";
  const transformer: { transform(ast: Node, asyncFilters: readonly string[]): Node };
  export default transformer;
}

declare module "nunjucks/src/compiler.js" {
  import type { FunCallFields, Node } from "nunjucks/src/nodes.js";
  /** The JavaScript variables that names stand for while a template is compiled. */
  type Frame = object | undefined;
  class Compiler {
    constructor(templateName: string, throwOnUndefined: boolean);
    buffer: string | null;
    _scopeClosers: string;
    compile(node: Node, frame?: Frame): void;
    compileRoot(node: Node, frame?: Frame): void;
    compileFunCall(node: Node & FunCallFields, frame: Frame): void;
    compileFilter(node: Node & FunCallFields & { readonly name: { readonly value: string } }, frame: Frame): void;
    compileSymbol(node: Node, frame: Frame): void;
    compileLookupVal(node: Node, frame: Frame): void;
    fail(message: string, lineno: number, colno: number): never;
    getCode(): string;
    _emit(code: string): void;
    _emitLine(code: string): void;
    _emitFuncBegin(node: Node, name: string): void;
    _emitFuncEnd(noReturn?: boolean): void;
    _closeScopeLevels(): void;
    _compileAggregate(node: Node, frame: Frame, startChar?: string, endChar?: string): void;
    _compileExpression(node: Node, frame: Frame): void;
    _compileMacro(node: Node, frame: Frame): string;
    _getNodeName(node: Node): string;
    _templateName(): string;
  }
  const exported: { readonly Compiler: typeof Compiler };
  export default exported;
}

declare module "nunjucks/src/environment.js" {
  class Environment {
    constructor(loaders: readonly never[], options: { readonly autoescape: boolean });
    globals: Readonly<Record<string, unknown>>;
    readonly filters: Readonly<Record<string, unknown>>;
    addFilter(name: string, filter: (...args: never) => unknown): this;
    getFilter(name: string): unknown;
  }
  class Template {
    constructor(
      source: { readonly type: "code"; readonly obj: object },
      env: Environment,
      path: string,
      eager: boolean,
    );
    render(context: object): string;
  }
  const exported: { readonly Environment: typeof Environment; readonly Template: typeof Template };
  export default exported;
}

declare module "nunjucks/src/runtime.js" {
  class SafeString {
    constructor(text: string);
    toString(): string;
  }
  const runtime: { readonly SafeString: typeof SafeString };
  export default runtime;
}

declare module "nunjucks/src/lib.js" {
  const lib: { escape(text: string): string };
  export default lib;
}
