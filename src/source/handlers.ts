/** What a function does in order: its calls, which of them are waited for, and where an error leads. */
import { ts } from "ts-morph";
import { lastName, unwrapped } from "./expression-names.ts";
import type { Act, Handler, SourceValue } from "./source.ts";
import type { FunctionNode, Symbols } from "./symbols.ts";
import { isFunctionNode } from "./symbols.ts";

export interface HandlerParts {
  readonly symbols: Symbols;
  /** The method of a library's object that `call` calls. */
  readonly methodOf: (call: ts.CallExpression) => string | undefined;
  readonly valueOf: (expression: ts.Expression) => SourceValue;
}

/** Functions of the project that a handler is followed into. */
const INLINED_MAX = 3;

/** Calls that change nothing outside: they decide no order. */
const PLAIN =
  /^(?:console|log|logger|JSON|Buffer|Object|Math|String|Number|Date|performance)$|^(?:this\.)?(?:log|logger)$/;
const PLAIN_METHOD =
  /^(?:toString|parse|stringify|from|now|info|warn|error|debug|log|trace|trim|split|join|map|slice|includes|toISOString)$/;

export function handlerOf(node: FunctionNode, parts: HandlerParts): Handler {
  const acts: Act[] = [];
  const state: Where = { isInCatch: false, isConditional: false, isGuarded: false, isWaited: true };
  const walk = new Walk(parts, acts);
  if (node.body !== undefined) walk.visit(node.body, state, INLINED_MAX);
  return {
    acts,
    isAsync: (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword),
    isGuarded: walk.isGuarded,
  };
}

interface Where {
  readonly isInCatch: boolean;
  readonly isConditional: boolean;
  readonly isGuarded: boolean;
  /** Whether whoever runs this waits for what is waited for here. */
  readonly isWaited: boolean;
}

class Walk {
  isGuarded = true;
  readonly #parts: HandlerParts;
  readonly #acts: Act[];

  constructor(parts: HandlerParts, acts: Act[]) {
    this.#parts = parts;
    this.#acts = acts;
  }

  visit(node: ts.Node, where: Where, inline: number): void {
    if (isFunctionNode(node) || ts.isClassLike(node)) return;
    if (ts.isTryStatement(node)) {
      const isGuarded = where.isGuarded || node.catchClause !== undefined;
      this.visit(node.tryBlock, { ...where, isGuarded }, inline);
      if (node.catchClause !== undefined)
        this.visit(node.catchClause.block, { ...where, isInCatch: true, isGuarded: true }, inline);
      if (node.finallyBlock !== undefined) this.visit(node.finallyBlock, where, inline);
      return;
    }
    if (
      ts.isIfStatement(node) ||
      ts.isConditionalExpression(node) ||
      ts.isSwitchStatement(node) ||
      isLoop(node)
    ) {
      node.forEachChild((child) => this.visit(child, { ...where, isConditional: true }, inline));
      return;
    }
    if (ts.isThrowStatement(node) && where.isInCatch) this.isGuarded = false;
    if (ts.isCallExpression(node)) this.#call(node, where, inline);
    else node.forEachChild((child) => this.visit(child, where, inline));
  }

  #call(call: ts.CallExpression, where: Where, inline: number): void {
    const callee = unwrapped(call.expression);
    const name = lastName(callee);
    const chained = ts.isPropertyAccessExpression(callee) ? unwrapped(callee.expression) : undefined;
    const isChain = chained !== undefined && ts.isCallExpression(chained);
    if (isChain && (name === "then" || name === "catch" || name === "finally")) {
      this.visit(chained, { ...where, isGuarded: where.isGuarded || name === "catch" }, inline);
      this.#chain(call, name, where, inline);
      return;
    }
    if (chained !== undefined) this.visit(chained, where, inline);
    for (const argument of call.arguments) {
      const bare = unwrapped(argument);
      if (isFunctionNode(bare)) this.#nested(bare, { ...where, isConditional: true }, inline);
      else this.visit(bare, where, inline);
    }
    this.#act(call, callee, where, inline);
  }

  #chain(call: ts.CallExpression, name: string, where: Where, inline: number): void {
    const [done, failed] = call.arguments;
    const inCatch: Where = { ...where, isInCatch: true, isGuarded: true };
    if (done !== undefined) this.#nested(done, name === "catch" ? inCatch : where, inline);
    if (failed !== undefined && name === "then") this.#nested(failed, inCatch, inline);
  }

  #nested(expression: ts.Expression, where: Where, inline: number): void {
    const bare = unwrapped(expression);
    const body = isFunctionNode(bare) ? bare.body : undefined;
    if (body !== undefined) this.visit(body, where, inline);
  }

  #act(call: ts.CallExpression, callee: ts.Expression, where: Where, inline: number): void {
    const method = this.#parts.methodOf(call);
    const { isInCatch, isConditional } = where;
    const isAwaited = where.isWaited && isWaitedFor(call);
    if (method !== undefined) {
      const args = call.arguments.map((argument) => this.#parts.valueOf(argument));
      this.#acts.push({ method, args, isAwaited, isSync: true, isInCatch, isConditional });
      return;
    }
    if (isPlain(callee)) return;
    const called = inline > 0 ? this.#parts.symbols.functionOf(callee) : undefined;
    const before = this.#acts.length;
    if (called?.body !== undefined)
      this.visit(called.body, { ...where, isWaited: isAwaited || this.#isSync(call) }, inline - 1);
    // What only does other things is one act of its own.
    if (this.#acts.slice(before).some((act) => act.method !== undefined)) return;
    this.#acts.length = before;
    if (!where.isGuarded) this.isGuarded = false;
    this.#acts.push({ args: [], isAwaited, isSync: this.#isSync(call), isInCatch, isConditional });
  }

  #isSync(call: ts.CallExpression): boolean {
    const type = this.#parts.symbols.typeOf(call);
    if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) return false;
    return this.#parts.symbols.propertyOf(type, "then") === undefined;
  }
}

function isPlain(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return ts.isIdentifier(callee) && PLAIN.test(callee.text);
  const owner = callee.expression.getText();
  return PLAIN.test(owner) || PLAIN_METHOD.test(callee.name.text);
}

function isLoop(node: ts.Node): boolean {
  return (
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isDoStatement(node)
  );
}

/** Whether whoever runs the function that `call` stands in goes on only after its end. */
export function isWaitedFor(call: ts.Node): boolean {
  let at = call.parent;
  for (;;) {
    if (ts.isAwaitExpression(at) || ts.isReturnStatement(at)) return true;
    if (ts.isArrowFunction(at)) return at.body === call || !ts.isBlock(at.body);
    const isChain =
      ts.isParenthesizedExpression(at) ||
      ts.isAsExpression(at) ||
      ts.isPropertyAccessExpression(at) ||
      (ts.isCallExpression(at) && !at.arguments.some((argument) => argument === call)) ||
      // `await Promise.all([a(), b()])`
      ts.isArrayLiteralExpression(at) ||
      (ts.isCallExpression(at) && /^Promise\.all/.test(at.expression.getText()));
    if (!isChain) return false;
    at = at.parent;
  }
}
