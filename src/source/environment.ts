/** What evaluating an expression rests on. */
import type { ts } from "ts-morph";
import type { SourceValue } from "./source.ts";
import type { Symbols } from "./symbols.ts";

/** What parameters and loop variables stand for in one way to reach a call: an argument, or an item. */
export type Env = ReadonlyMap<ts.Node, ts.Expression | SourceValue>;

/** How an evaluator asks for what it does not know itself. */
export interface EvaluatorParts {
  readonly symbols: Symbols;
  /** The id of the library call that `call` is. */
  readonly idOf: (call: ts.CallExpression) => string | undefined;
  /** Properties that hold what is sent: they are not looked at. */
  readonly skipped: ReadonlySet<string>;
  readonly functionValue: (node: ts.Expression) => SourceValue | undefined;
  /** The argument of a library call that property `name` of what it gives is. */
  readonly argumentOf: (id: string, name: string) => ts.Expression | undefined;
}
