/** Which names may stand for one object: a client's channel that is kept in a field, passed on, and returned. */
import { ts } from "ts-morph";
import { unwrapped } from "./expression-names.ts";
import { declarationOf, type FunctionNode, isFunctionNode, type Symbols, valueOf } from "./symbols.ts";

/** Groups of names, joined as they are found. */
export class Objects {
  readonly #symbols: Symbols;
  readonly #idOf: (call: ts.CallExpression) => string | undefined;
  readonly #parent = new Map<string, string>();
  readonly #ids = new Map<ts.Node | ts.Symbol, string>();

  constructor(symbols: Symbols, idOf: (call: ts.CallExpression) => string | undefined) {
    this.#symbols = symbols;
    this.#idOf = idOf;
  }

  /** The group of the object that `expression` is. */
  groupOf(expression: ts.Expression): string {
    return this.#find(this.#nameOf(expression));
  }

  /** The group that `name` (an id of a call) is in. */
  groupNamed(name: string): string {
    return this.#find(name);
  }

  /** Takes what `node` says about which names are one object. Ask for nodes of files that use a library only. */
  learn(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
      const value = valueOf(node);
      if (value !== undefined) this.#same(node.name, value);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      this.#same(node.left, node.right);
    } else if (ts.isShorthandPropertyAssignment(node)) {
      this.#shorthand(node);
    } else if (ts.isBindingElement(node)) {
      this.#element(node);
    } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
      this.#returned(node, node.expression);
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      this.#returned(node.body, node.body);
    } else if (ts.isCallExpression(node)) {
      this.#passed(node);
    } else if (ts.isNewExpression(node)) {
      this.#constructed(node);
    }
  }

  #same(name: ts.Node, value: ts.Expression): void {
    if (this.#symbols.libraryTypeOf(value) === undefined) return;
    const symbol = this.#symbols.symbolOf(ts.isPropertyAccessExpression(name) ? name.name : name);
    if (symbol !== undefined) this.#join(this.#id(symbol), this.#nameOf(value));
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): void {
    const property = this.#symbols.symbolOf(node.name);
    const value = this.#symbols.valueOfShorthand(node);
    if (property !== undefined && value !== undefined) this.#join(this.#id(property), this.#id(value));
  }

  /** `const { channel } = …` */
  #element(node: ts.BindingElement): void {
    if (this.#symbols.libraryTypeOfDeclared(node) === undefined) return;
    const name = node.propertyName ?? node.name;
    const property = ts.isIdentifier(name)
      ? this.#symbols.propertyOf(this.#symbols.typeOf(node.parent), name.text)
      : undefined;
    const own = this.#symbols.symbolOf(node.name);
    if (property !== undefined && own !== undefined) this.#join(this.#id(property), this.#id(own));
  }

  #returned(at: ts.Node, value: ts.Expression): void {
    if (this.#symbols.libraryTypeOf(value) === undefined) return;
    let { parent } = at;
    while (!isFunctionNode(parent) && !ts.isSourceFile(parent)) parent = parent.parent;
    if (isFunctionNode(parent)) this.#join(this.#id(parent), this.#nameOf(value));
  }

  #passed(call: ts.CallExpression): void {
    const id = this.#idOf(call);
    for (const argument of call.arguments) {
      const bare = unwrapped(argument);
      if (id !== undefined) this.#callbacks(bare, id);
    }
    if (id === undefined) this.#arguments(call, this.#symbols.functionOf(call.expression));
  }

  /** `connection.createChannel((error, channel) => …)`, also where the function is in an object. */
  #callbacks(argument: ts.Expression, id: string): void {
    const functions: ts.Node[] = isFunctionNode(argument) ? [argument] : [];
    if (ts.isObjectLiteralExpression(argument))
      for (const property of argument.properties) {
        const value = ts.isPropertyAssignment(property) ? unwrapped(property.initializer) : property;
        functions.push(value);
      }
    for (const each of functions) {
      if (!isFunctionNode(each)) continue;
      for (const { name } of each.parameters) {
        const symbol = this.#symbols.symbolOf(name);
        if (symbol !== undefined && this.#symbols.libraryTypeOfDeclared(name) !== undefined)
          this.#join(this.#id(symbol), id);
      }
    }
  }

  #arguments(call: ts.CallExpression | ts.NewExpression, called: FunctionNode | undefined): void {
    called?.parameters.forEach((parameter, i) => {
      const argument = call.arguments?.[i];
      if (argument !== undefined && this.#symbols.libraryTypeOf(argument) !== undefined)
        this.#joinParameter(parameter, argument);
    });
  }

  #joinParameter(parameter: ts.ParameterDeclaration, argument: ts.Expression): void {
    const name = this.#nameOf(argument);
    const symbol = this.#symbols.symbolOf(parameter.name);
    if (symbol !== undefined) this.#join(this.#id(symbol), name);
    // `constructor(private channel: Channel)` is a parameter and a property.
    const owner = parameter.parent.parent;
    if (!ts.isClassLike(owner) || !ts.isIdentifier(parameter.name)) return;
    const property = this.#symbols.propertyOf(this.#symbols.typeOf(owner), parameter.name.text);
    if (property !== undefined) this.#join(this.#id(property), name);
  }

  #constructed(node: ts.NewExpression): void {
    const symbol = this.#symbols.symbolOf(node.expression);
    for (const declaration of symbol?.declarations ?? []) {
      if (!ts.isClassLike(declaration)) continue;
      const constructor = declaration.members.find(ts.isConstructorDeclaration);
      this.#arguments(node, constructor);
    }
  }

  #nameOf(expression: ts.Expression): string {
    const bare = unwrapped(expression);
    if (ts.isCallExpression(bare)) {
      const id = this.#idOf(bare);
      if (id !== undefined) return id;
      const called = this.#symbols.functionOf(bare.expression);
      return this.#id(called ?? bare);
    }
    const symbol = this.#symbols.symbolOf(ts.isPropertyAccessExpression(bare) ? bare.name : bare);
    return this.#id(symbol ?? bare);
  }

  #id(named: ts.Node | ts.Symbol): string {
    const thing = "kind" in named ? named : declarationOf(named);
    const known = this.#ids.get(thing);
    if (known !== undefined) return known;
    const id = `object ${this.#ids.size}`;
    this.#ids.set(thing, id);
    return id;
  }

  #find(name: string): string {
    let at = name;
    for (let next = this.#parent.get(at); next !== undefined; next = this.#parent.get(at)) at = next;
    return at;
  }

  #join(one: string, other: string): void {
    const [a, b] = [this.#find(one), this.#find(other)];
    if (a !== b) this.#parent.set(a, b);
  }
}
