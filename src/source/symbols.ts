/** What a name stands for: its symbol, the types of libraries, the functions that a call may call. */
import { ts } from "ts-morph";
import type { Change } from "./changes.ts";
import type { AnyCall, NameIndex } from "./index-names.ts";
import { lastName, unwrapped } from "./expression-names.ts";
import type { Program } from "./program.ts";
import type { ClientLibrary } from "./source.ts";

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

/** Assignments that are followed from one name to the next. */
const STEPS_MAX = 4;

export class Symbols {
  readonly #program: Program;
  readonly #index: NameIndex;
  readonly #types: ReadonlySet<string>;
  readonly #callers = new Map<FunctionNode, readonly AnyCall[]>();

  constructor(program: Program, index: NameIndex, libraries: readonly ClientLibrary[]) {
    this.#program = program;
    this.#index = index;
    this.#types = new Set(libraries.flatMap(({ calls }) => Object.keys(calls)));
  }

  /** What `node` names, through imports; undefined where that is not known. */
  symbolOf(node: ts.Node): ts.Symbol | undefined {
    const { checker } = this.#program;
    const symbol = checker.getSymbolAtLocation(node);
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
    const target = checker.getAliasedSymbol(symbol);
    return target.declarations === undefined ? undefined : target;
  }

  /** The name of the library's type that `expression` has. */
  libraryTypeOf(expression: ts.Expression, steps = 0): string | undefined {
    const found = this.#libraryType(this.#program.checker.getTypeAtLocation(expression));
    if (found !== undefined || steps >= STEPS_MAX) return found;
    const bare = unwrapped(expression);
    if (!ts.isIdentifier(bare) && !ts.isPropertyAccessExpression(bare)) return undefined;
    for (const right of this.assignedTo(bare)) {
      const type = this.libraryTypeOf(right, steps + 1);
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** The same of what a name is declared to be. */
  libraryTypeOfDeclared(node: ts.Node): string | undefined {
    return this.#libraryType(this.#program.checker.getTypeAtLocation(node));
  }

  /** What is assigned to the variable or property that `name` names, beside its initialiser. */
  assignedTo(name: ts.Identifier | ts.PropertyAccessExpression): readonly ts.Expression[] {
    const symbol = this.symbolOf(name);
    return symbol === undefined ? [] : this.#assigned(declarationOf(symbol), lastName(name));
  }

  /** The one expression that what `declaration` declares ever is, with what changes what it holds; undefined where it is several. */
  heldBy(
    declaration: ts.Node,
  ): { readonly value: ts.Expression; readonly changes: readonly Change[] } | undefined {
    const initial = valueOf(declaration);
    const name = declaredName(declaration);
    const isConst =
      ts.isEnumMember(declaration) ||
      (ts.isVariableDeclaration(declaration) &&
        (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0);
    const assigned = isConst ? [] : this.#assigned(declaration, name).filter((right) => right !== initial);
    const isEmpty = !isConst && ["null", "undefined"].includes(initial?.getText() ?? "undefined");
    const [value, ...others] = isEmpty || initial === undefined ? assigned : [initial, ...assigned];
    if (value === undefined || others.length > 0) return undefined;
    const changes = this.#index.changes.get(name) ?? [];
    return { value, changes: changes.filter(({ target }) => this.#names(target) === declaration) };
  }

  #assigned(declaration: ts.Node | ts.Symbol, name: string): readonly ts.Expression[] {
    const all = this.#index.assignments.get(name) ?? [];
    return all.filter(({ left }) => this.#names(unwrapped(left)) === declaration).map(({ right }) => right);
  }

  /** All places that call `node`, or construct its class, so far as they can be told. */
  callersOf(node: FunctionNode): readonly AnyCall[] {
    const known = this.#callers.get(node);
    if (known !== undefined) return known;
    const targets = this.#symbolsOf(node);
    const declared = new Set([...targets].map(declarationOf));
    const named = new Set([...targets].map((symbol) => symbol.name));
    const found = [...named]
      .flatMap((name) => this.#index.calls.get(name) ?? [])
      .filter((call) => {
        const callee = unwrapped(call.expression);
        const called = this.#names(callee);
        return called !== undefined && declared.has(called);
      });
    this.#callers.set(node, found);
    return found;
  }

  /** The function that `expression` names or is. */
  functionOf(expression: ts.Expression): FunctionNode | undefined {
    let bare = unwrapped(expression);
    // `handler.bind(this)`
    if (
      ts.isCallExpression(bare) &&
      ts.isPropertyAccessExpression(bare.expression) &&
      lastName(bare.expression) === "bind"
    )
      bare = unwrapped(bare.expression.expression);
    if (isFunctionNode(bare)) return bare;
    const symbol = this.symbolOf(ts.isPropertyAccessExpression(bare) ? bare.name : bare);
    for (const declaration of symbol?.declarations ?? []) {
      if (isFunctionNode(declaration) && declaration.body !== undefined) return declaration;
      const value = valueOf(declaration);
      if (value !== undefined && isFunctionNode(unwrapped(value))) return this.functionOf(value);
    }
    return undefined;
  }

  isLibrary(node: ts.Node): boolean {
    return node.getSourceFile().fileName.startsWith(this.#program.libraryFolder);
  }

  typeOf(node: ts.Node): ts.Type {
    return this.#program.checker.getTypeAtLocation(node);
  }

  /** Properties that what `expression` is may have by its type; undefined where they may be any. */
  propertyNames(expression: ts.Expression): readonly string[] | undefined {
    const type = this.typeOf(expression);
    const parts = type.isUnion() ? type.types : [type];
    const isOpen = parts.some(
      (part) =>
        (part.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 ||
        part.getStringIndexType() !== undefined,
    );
    return isOpen ? undefined : parts.flatMap((part) => part.getProperties().map(({ name }) => name));
  }

  propertyOf(type: ts.Type, name: string): ts.Symbol | undefined {
    return this.#program.checker.getPropertyOfType(type, name);
  }

  valueOfShorthand(node: ts.ShorthandPropertyAssignment): ts.Symbol | undefined {
    return this.#program.checker.getShorthandAssignmentValueSymbol(node);
  }

  /** What `expression` names, as {@link declarationOf} says it. */
  #names(expression: ts.Expression): ts.Node | ts.Symbol | undefined {
    const symbol = this.symbolOf(ts.isPropertyAccessExpression(expression) ? expression.name : expression);
    return symbol === undefined ? undefined : declarationOf(symbol);
  }

  #libraryType(type: ts.Type): string | undefined {
    for (const part of type.isUnion() ? type.types : [type]) {
      const symbol = part.getSymbol();
      if (symbol?.name === "Promise") {
        const given = this.#program.checker.getAwaitedType(part);
        const found = given === undefined || given === part ? undefined : this.#libraryType(given);
        if (found !== undefined) return found;
      }
      if (symbol === undefined || !this.#types.has(symbol.name)) continue;
      if ((symbol.declarations ?? []).some((each) => this.isLibrary(each))) return symbol.name;
    }
    return undefined;
  }

  /** A method's own symbol, and that of the interfaces and classes its class stands for. */
  #symbolsOf(node: FunctionNode): ReadonlySet<ts.Symbol> {
    const named = nameNodeOf(node);
    const own = named === undefined ? undefined : this.symbolOf(named);
    const found = new Set(own === undefined ? [] : [own]);
    const { parent } = node;
    if (!ts.isMethodDeclaration(node) || !ts.isClassLike(parent) || own === undefined) return found;
    for (const { types } of parent.heritageClauses ?? []) {
      for (const type of types) {
        const inherited = this.propertyOf(this.typeOf(type), own.name);
        if (inherited !== undefined) found.add(inherited);
      }
    }
    return found;
  }
}

/** The checker has several symbols for one member of a class; they have one declaration. */
export function declarationOf(symbol: ts.Symbol): ts.Node | ts.Symbol {
  return symbol.valueDeclaration ?? symbol.declarations?.[0] ?? symbol;
}

/** The node whose symbol callers use. */
function nameNodeOf(node: FunctionNode): ts.Node | undefined {
  if (ts.isConstructorDeclaration(node)) return node.parent.name;
  if (node.name !== undefined && !ts.isFunctionExpression(node)) return node.name;
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) parent = parent.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return parent.name;
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name;
  return undefined;
}

/** The name that a declaration gives; empty where it has none that is written. */
function declaredName(declaration: ts.Node): string {
  // cast: of any node it asks the kind, and gives nothing for what declares nothing.
  const named = ts.getNameOfDeclaration(declaration as ts.Declaration);
  return named !== undefined && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named)) ? named.text : "";
}

/** What a declaration is initialised with. */
export function valueOf(declaration: ts.Node): ts.Expression | undefined {
  if (
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isEnumMember(declaration)
  )
    return declaration.initializer;
  // `exports.name = …`, `this.name = …` in JavaScript: the declaration is the left side or the whole.
  if (ts.isBinaryExpression(declaration)) return declaration.right;
  if (ts.isPropertyAccessExpression(declaration) && ts.isBinaryExpression(declaration.parent))
    return declaration.parent.left === declaration ? declaration.parent.right : undefined;
  return undefined;
}

/** What a function returns that does nothing else; undefined for any other. */
export function returnedBy({ body }: FunctionNode): ts.Expression | undefined {
  if (body === undefined || !ts.isBlock(body)) return body;
  const [only, ...others] = body.statements;
  const isAlone = only !== undefined && others.length === 0 && ts.isReturnStatement(only);
  return isAlone ? only.expression : undefined;
}
