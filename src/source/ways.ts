/** Ways that lead to a call: who calls the function it stands in with which arguments, and items that a loop goes over. */
import { ts } from "ts-morph";
import { lastName, unwrapped } from "./expression-names.ts";
import type { AnyCall } from "./index-names.ts";
import type { Env } from "./environment.ts";
import type { SourceValue } from "./source.ts";
import { type FunctionNode, isFunctionNode, type Symbols } from "./symbols.ts";

/** Ways to one call that are told apart. */
const WAYS_MAX = 100;
/** Functions and loops on one way. */
const STEPS_MAX = 6;

export interface Evaluated {
  readonly args: readonly SourceValue[];
  /** Parameters and loop variables that the arguments rest on and `env` does not have. */
  readonly needs: ReadonlySet<ts.Node>;
}

export interface Valued {
  readonly value: SourceValue;
  /** As of {@link Evaluated}. */
  readonly needs: ReadonlySet<ts.Node>;
}

export interface Way {
  readonly args: readonly SourceValue[];
  /** The outermost call that decides an argument; absent where the call itself does. */
  readonly from?: ts.Node;
}

interface Open {
  readonly env: Env;
  readonly from: ts.Node | undefined;
  readonly steps: number;
}

export class Ways {
  readonly #symbols: Symbols;
  readonly #valueIn: (expression: ts.Expression, env: Env) => Valued;

  constructor(symbols: Symbols, valueIn: (expression: ts.Expression, env: Env) => Valued) {
    this.#symbols = symbols;
    this.#valueIn = valueIn;
  }

  /** Every way, so far as it can be told, with what `evaluate` says the arguments are on it. */
  to(evaluate: (env: Env) => Evaluated): readonly Way[] {
    const found: Way[] = [];
    const open: Open[] = [{ env: new Map(), from: undefined, steps: 0 }];
    for (let at = open.shift(); at !== undefined && found.length < WAYS_MAX; at = open.shift()) {
      const { args, needs } = evaluate(at.env);
      const [need] = needs;
      const next = need === undefined || at.steps >= STEPS_MAX ? [] : this.#alternatives(need, at);
      if (next.length > 0 && open.length < WAYS_MAX) open.push(...next);
      else found.push(at.from === undefined ? { args } : { args, from: at.from });
    }
    return found;
  }

  #alternatives(need: ts.Node, at: Open): readonly Open[] {
    if (ts.isVariableDeclaration(need)) {
      const loop = need.parent.parent;
      return ts.isForOfStatement(loop) ? this.#items(loop.expression, need, at) : [];
    }
    const owner = need.parent;
    if (!ts.isParameter(need) || !isFunctionNode(owner)) return [];
    const list = owner.parameters[0] === need ? listOver(owner) : undefined;
    if (list !== undefined) return this.#items(list, need, at);
    return this.#symbols.callersOf(owner).map((call) => called(at, owner, call));
  }

  #items(list: ts.Expression, need: ts.Node, at: Open): readonly Open[] {
    const { value, needs } = this.#valueIn(list, at.env);
    // A list that is given: first by whom.
    const [first] = needs;
    if (value.kind !== "list" && first !== undefined && first !== need) return this.#alternatives(first, at);
    if (value.kind !== "list") return [];
    return value.items.map((item) => ({ ...at, env: new Map(at.env).set(need, item), steps: at.steps + 1 }));
  }
}

/** The list of `list.forEach((item) => …)`, for its function. */
function listOver(owner: FunctionNode): ts.Expression | undefined {
  const { parent } = owner;
  if (!ts.isCallExpression(parent)) return undefined;
  const callee = unwrapped(parent.expression);
  const isOver = ts.isPropertyAccessExpression(callee) && /^(?:forEach|map)$/.test(lastName(callee));
  return isOver ? callee.expression : undefined;
}

function called(at: Open, owner: FunctionNode, call: AnyCall): Open {
  const env = new Map(at.env);
  owner.parameters.forEach((parameter, i) => {
    const argument = call.arguments?.[i];
    const isSpread = call.arguments?.slice(0, i + 1).some(ts.isSpreadElement) === true;
    if (isSpread) env.set(parameter, { kind: "unknown", text: "…" });
    else env.set(parameter, argument ?? { kind: "nothing" });
  });
  return { env, from: call, steps: at.steps + 1 };
}
