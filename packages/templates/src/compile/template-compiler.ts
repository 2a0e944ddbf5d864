// oxlint-disable no-underscore-dangle -- what nunjucks' compiler names so is overridden here
import { parseTemplate, SyntaxFault, type TemplateText } from "./template-parser.ts";
import { Compiler, type FunCallFields, type Node, nodes, transform } from "./nunjucks.ts";
import { urlValues, usedValues } from "./printed-values.ts";

/** The functions of a compiled template, as `Template` of nunjucks takes them. */
export type CompiledTemplate = object;

/** Returns the functions of a compiled template, given the template that they report as their own. */
export type TemplateCode = (self: object) => CompiledTemplate;

/**
 * Compiles a template. Its code passes each error, with its position, to `env.located`, and each value that is printed or looped
 * over to `env.defined`.
 *
 * @param checked whether values are passed to `env.defined`
 * @throws SyntaxFault
 */
export function compileTemplate(template: TemplateText, checked: boolean): TemplateCode {
  const parsed = parseTemplate(template);
  const { tree } = parsed;
  const compiler = new PlacedCompiler({ used: checked ? usedValues(tree) : new Set(), urls: urlValues(parsed) });
  try {
    compiler.compile(transform(tree, []));
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    return new Function("self", compiler.getCode()) as TemplateCode;
  } catch (error) {
    const { message, lineno = 1, colno = 1 } = error as Error & { readonly lineno?: number; readonly colno?: number };
    throw new SyntaxFault(message.replace(/^\w+: /, ""), { line: lineno, column: colno }, error);
  }
}

const STATEMENTS = new Set(["If", "For", "Set", "Switch", "Include", "Extends", "Import", "FromImport"]);

const SPOT = "{ template: self, lineno: lineno, colno: colno }";

type Frame = object | undefined;

/**
 * The compiler of nunjucks, extended so that the code always knows its template, line and column. nunjucks itself tracks the
 * position of calls only, and runs the rest of a template inside the error handler of an include.
 */
class PlacedCompiler extends Compiler {
  readonly #marked: { readonly used: ReadonlySet<Node>; readonly urls: ReadonlySet<Node> };

  constructor(marked: { readonly used: ReadonlySet<Node>; readonly urls: ReadonlySet<Node> }) {
    super("", false);
    this.#marked = marked;
  }

  override compile(node: Node, frame?: Frame): void {
    if (STATEMENTS.has(node.typename)) this._emitLine(`${place(node)};`);
    if (node instanceof nodes.Output && node.children.some((child) => !(child instanceof nodes.TemplateData))) {
      this._emitLine(`${place(node)};`);
    }
    const isUrl = this.#marked.urls.has(node);
    if (isUrl) this._emit("env.url(");
    if (this.#marked.used.has(node)) this.#compileUsed(node, frame);
    else super.compile(node, frame);
    if (isUrl) this._emit(")");
  }

  #compileUsed(node: Node, frame: Frame): void {
    const { lineno, colno } = startOf(node);
    const name = JSON.stringify(this._getNodeName(node));
    this._emit("env.defined(");
    super.compile(node, frame);
    this._emit(`, { template: self, lineno: ${lineno}, colno: ${colno}, name: ${name}, context: context })`);
  }

  /** Writes `post.author`, where nunjucks writes `post["author"]`. */
  override _getNodeName(node: Node): string {
    return super._getNodeName(node).replaceAll(/\["([A-Za-z_]\w*)"\]/g, ".$1");
  }

  override compileRoot(node: Node, frame?: Frame): void {
    const names = new Set<string>();
    for (const block of node.findAll(nodes.Block)) {
      const name = block.name.value;
      // nunjucks keeps blocks in plain objects, which inherit these names.
      if (name in Object.prototype) this.fail(`no block can be called "${name}"`, block.lineno, block.colno);
      if (names.has(name)) this.fail(`there is a second block "${name}"`, block.lineno, block.colno);
      names.add(name);
    }
    super.compileRoot(node, frame);
  }

  /** The position is set after the arguments have been evaluated, since they may change it. */
  override compileFunCall(node: Node & FunCallFields, frame: Frame): void {
    this._emit("runtime.callWrap(");
    this._compileExpression(node.name, frame);
    this._emit(`, ${JSON.stringify(this._getNodeName(node.name))}, context, `);
    this._compileAggregate(node.args, frame, "[", "]");
    this._emit(`, (${place(startOf(node))}))`);
  }

  override compileFilter(
    node: Node & FunCallFields & { readonly name: { readonly value: string } },
    frame: Frame,
  ): void {
    const name = JSON.stringify(node.name.value);
    this._emit(`runtime.callWrap((${place(node)}, env.getFilter(${name})), ${name}, context, `);
    this._compileAggregate(node.args, frame, "[", "]");
    this._emit(`, (${place(node)}))`);
  }

  override _templateName(): string {
    return SPOT;
  }

  override _emitFuncBegin(node: Node, name: string): void {
    this.buffer = "output";
    this._scopeClosers = "";
    this._emitLine(`function ${name}(env, context, frame, runtime, done) {`);
    this._emitLine(`var lineno = ${node.lineno}, colno = ${node.colno}, output = "", result = "";`);
    // The code after an include runs inside this callback. The result is passed on after it has returned.
    this._emitLine("var cb = function(error, text) { if(error) { throw error; } result = text; };");
    if (name === "root") this._emitLine("env.enter(self);");
    this._emitLine("try {");
  }

  override _emitFuncEnd(noReturn = false): void {
    if (!noReturn) this._emitLine(`cb(null, ${this.buffer});`);
    this._closeScopeLevels();
    this._emitLine(`} catch (e) { throw env.located(e, ${SPOT});`);
    // Only the root function returns by itself.
    this._emitLine(noReturn ? "} finally { env.leave(); }" : "}");
    this._emitLine("done(null, result);");
    this._emitLine("}");
    this.buffer = null;
  }

  /** Other templates call the macro too, but its errors belong to this one. */
  override _compileMacro(node: Node, frame: Frame): string {
    const name = super._compileMacro(node, frame);
    this._emitLine(`${name} = env.placed(${name}, function() { return ${SPOT}; });`);
    return name;
  }
}

function place({ lineno, colno }: Pick<Node, "lineno" | "colno">): string {
  return `lineno = ${lineno}, colno = ${colno}`;
}

/** `a.b(c)` starts at `a`. nunjucks reports the position of the dot or the parenthesis. */
function startOf(node: Node): Node {
  if (node instanceof nodes.LookupVal) return startOf(node.target);
  if (node instanceof nodes.FunCall && !(node instanceof nodes.Filter)) return startOf(node.name);
  return node;
}
