/** What an expression is, so far as the source says it: literals, and names that lead to literals. */
import { ts } from "ts-morph";
import { builtinValue } from "./builtins.ts";
import { changedValue } from "./changes.ts";
import { unwrapped } from "./expression-names.ts";
import {
  alike,
  callbackOf,
  environmentDefault,
  isDefaulting,
  isOwnMember,
  keyOf,
  literal,
  noted,
  shownText,
  unknown,
} from "./literals.ts";
import type { Env, EvaluatorParts } from "./environment.ts";
import type { SourceValue } from "./source.ts";
import { spreadInto } from "./spreads.ts";
import { isFunctionNode, returnedBy } from "./symbols.ts";

/** Names that one value is followed through. */
const DEPTH_MAX = 24;

/** Evaluates in one environment. */
export class Evaluator {
  /** What it would have to know: parameters and loop variables. */
  readonly needs: Set<ts.Node> = new Set();
  readonly #parts: EvaluatorParts;
  readonly #env: Env;

  constructor(parts: EvaluatorParts, env: Env) {
    this.#parts = parts;
    this.#env = env;
  }

  value(expression: ts.Expression, depth = 0): SourceValue {
    const bare = unwrapped(expression);
    if (depth > DEPTH_MAX) return unknown(bare);
    return literal(bare) ?? this.#compound(bare, depth + 1) ?? this.#named(bare, depth + 1) ?? unknown(bare);
  }

  #compound(bare: ts.Expression, depth: number): SourceValue | undefined {
    if (ts.isTemplateExpression(bare)) return this.#template(bare, depth);
    if (ts.isBinaryExpression(bare)) return this.#binary(bare, depth);
    if (ts.isArrayLiteralExpression(bare)) return this.#list(bare, depth);
    if (ts.isObjectLiteralExpression(bare)) return this.#object(bare, depth);
    if (ts.isCallExpression(bare)) return this.#call(bare, depth);
    if (ts.isConditionalExpression(bare))
      return alike(bare, this.value(bare.whenTrue, depth), this.value(bare.whenFalse, depth));
    return isFunctionNode(bare) ? this.#parts.functionValue(bare) : undefined;
  }

  #template(template: ts.TemplateExpression, depth: number): SourceValue {
    let text = template.head.text;
    for (const { expression, literal: after } of template.templateSpans) {
      const value = this.value(expression, depth);
      if (value.kind !== "text" && value.kind !== "number") return unknown(template);
      text += `${value.value}${after.text}`;
    }
    return { kind: "text", value: text };
  }

  #binary({ left, right, operatorToken }: ts.BinaryExpression, depth: number): SourceValue | undefined {
    const first = this.value(left, depth);
    if (operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const second = this.value(right, depth);
      return first.kind === "text" && second.kind === "text"
        ? { kind: "text", value: first.value + second.value }
        : undefined;
    }
    if (!isDefaulting(operatorToken)) return undefined;
    if (first.kind === "nothing") return this.value(right, depth);
    if (first.kind !== "unknown") return first;
    const isSet = /^process\.env\b/.test(left.getText());
    return isSet ? noted(this.value(right, depth), `the default of ${shownText(left)}`) : undefined;
  }

  #list({ elements }: ts.ArrayLiteralExpression, depth: number): SourceValue {
    const isWhole = !elements.some(ts.isSpreadElement);
    const items = elements.filter((each) => !ts.isSpreadElement(each)).map((each) => this.value(each, depth));
    return { kind: "list", items, isWhole };
  }

  #object({ properties }: ts.ObjectLiteralExpression, depth: number): SourceValue {
    const entries = new Map<string, SourceValue>();
    let isWhole = true;
    for (const property of properties) {
      if (ts.isSpreadAssignment(property)) {
        const { expression } = property;
        const names = this.#parts.symbols.propertyNames(expression);
        isWhole = spreadInto(entries, expression, this.value(expression, depth), names) && isWhole;
        continue;
      }
      const name = property.name === undefined ? undefined : this.#propertyName(property.name, depth);
      if (name === undefined) isWhole = false;
      else if (this.#parts.skipped.has(name)) entries.set(name, { kind: "unknown", text: "…" });
      else entries.set(name, this.#property(property, depth));
    }
    return { kind: "object", entries, isWhole };
  }

  #propertyName(name: ts.PropertyName, depth: number): string | undefined {
    if (!ts.isComputedPropertyName(name)) return name.text;
    const value = this.value(name.expression, depth);
    return value.kind === "text" ? value.value : undefined;
  }

  #property(property: ts.ObjectLiteralElementLike, depth: number): SourceValue {
    if (ts.isPropertyAssignment(property)) return this.value(property.initializer, depth);
    if (ts.isShorthandPropertyAssignment(property)) {
      const symbol = this.#parts.symbols.valueOfShorthand(property);
      return this.#symbol(symbol, property.name, depth) ?? unknown(property.name);
    }
    const { name } = property;
    // A method: its own name leads to it.
    const value = name !== undefined && ts.isIdentifier(name) ? this.#parts.functionValue(name) : undefined;
    return value ?? { kind: "unknown", text: "a method" };
  }

  #call(call: ts.CallExpression, depth: number): SourceValue | undefined {
    const id = this.#parts.idOf(call);
    if (id !== undefined) return { kind: "result", call: id, path: [] };
    const builtin = builtinValue(call, (expression) => this.value(expression, depth));
    if (builtin !== undefined) return builtin;
    const bound = this.#parts.functionValue(call);
    return bound ?? this.#returned(call, depth);
  }

  /** Of a function that does nothing but return something. */
  #returned(call: ts.CallExpression, depth: number): SourceValue | undefined {
    const called = this.#parts.symbols.functionOf(call.expression);
    const expression = called === undefined ? undefined : returnedBy(called);
    if (called === undefined || expression === undefined) return undefined;
    const env = new Map(this.#env);
    called.parameters.forEach((parameter, i) => {
      const given = call.arguments[i] ?? parameter.initializer;
      if (given !== undefined) env.set(parameter, given);
    });
    const inner = new Evaluator(this.#parts, env);
    const value = inner.value(expression, depth);
    for (const need of inner.needs) this.needs.add(need);
    return value;
  }

  #named(bare: ts.Expression, depth: number): SourceValue | undefined {
    if (ts.isIdentifier(bare)) return this.#symbol(this.#parts.symbols.symbolOf(bare), bare, depth);
    if (ts.isPropertyAccessExpression(bare)) return this.#member(bare, depth);
    if (ts.isElementAccessExpression(bare)) {
      const key = this.value(bare.argumentExpression, depth);
      return key.kind === "text" || key.kind === "number"
        ? this.#entry(this.value(bare.expression, depth), `${key.value}`, depth)
        : undefined;
    }
    return undefined;
  }

  /** Of the object where that is known; a type that several objects share says nothing of one of them. */
  #member(bare: ts.PropertyAccessExpression, depth: number): SourceValue | undefined {
    const needed = this.needs.size;
    const found = this.#entry(this.value(bare.expression, depth), bare.name.text, depth);
    if (found !== undefined || this.needs.size > needed) return found;
    const symbol = this.#parts.symbols.symbolOf(bare.name);
    return isOwnMember(symbol) ? this.#symbol(symbol, bare, depth) : undefined;
  }

  #entry(whole: SourceValue, name: string, depth: number): SourceValue | undefined {
    switch (whole.kind) {
      case "object":
        return whole.entries.get(name) ?? (whole.isWhole ? { kind: "nothing" } : undefined);
      case "list":
        return /^\d{1,4}$/.test(name) ? whole.items[Number(name)] : undefined;
      case "result": {
        const argument = whole.path.length === 0 ? this.#parts.argumentOf(whole.call, name) : undefined;
        const value = argument === undefined ? undefined : this.value(argument, depth);
        const isSaid = value?.kind === "text" && value.value !== "";
        return isSaid ? value : { ...whole, path: [...whole.path, name] };
      }
      default:
        return undefined;
    }
  }

  #symbol(symbol: ts.Symbol | undefined, name: ts.Expression, depth: number): SourceValue | undefined {
    const declaration = symbol?.declarations?.[0];
    if (declaration === undefined || this.#parts.symbols.isLibrary(declaration)) return undefined;
    if (ts.isParameter(declaration)) return this.#bound(declaration, depth);
    if (ts.isBindingElement(declaration)) return this.#destructured(declaration, depth);
    if (ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent))
      return this.#bound(declaration, depth);
    if (ts.isShorthandPropertyAssignment(declaration))
      return this.#symbol(this.#parts.symbols.valueOfShorthand(declaration), declaration.name, depth + 1);
    const functionValue = isFunctionNode(declaration) ? this.#parts.functionValue(name) : undefined;
    if (functionValue !== undefined) return functionValue;
    const held = this.#parts.symbols.heldBy(declaration);
    return held === undefined ? undefined : changedValue(this.value(held.value, depth), held.changes);
  }

  #bound(
    declaration: ts.ParameterDeclaration | ts.VariableDeclaration,
    depth: number,
  ): SourceValue | undefined {
    const given = this.#env.get(declaration);
    if (given === undefined) {
      const call = callbackOf(declaration);
      const id = call === undefined ? undefined : this.#parts.idOf(call);
      if (id !== undefined) return { kind: "result", call: id, path: [] };
      this.needs.add(declaration);
      return undefined;
    }
    if ("getSourceFile" in given) return this.value(given, depth);
    const byDefault = ts.isParameter(declaration) ? declaration.initializer : undefined;
    return given.kind === "nothing" && byDefault !== undefined ? this.value(byDefault, depth) : given;
  }

  #destructured(element: ts.BindingElement, depth: number): SourceValue | undefined {
    const owner = element.parent.parent;
    if (element.dotDotDotToken !== undefined) return undefined;
    const byDefault = environmentDefault(element, (expression) => this.value(expression, depth));
    if (byDefault !== undefined) return byDefault;
    const whole = this.#pattern(owner, depth);
    const key = keyOf(element);
    const value = whole === undefined || key === undefined ? undefined : this.#entry(whole, key, depth);
    return value?.kind === "nothing" && element.initializer !== undefined
      ? this.value(element.initializer, depth)
      : value;
  }

  #pattern(
    owner: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
    depth: number,
  ): SourceValue | undefined {
    if (ts.isBindingElement(owner)) return this.#destructured(owner, depth + 1);
    if (ts.isParameter(owner) || ts.isForOfStatement(owner.parent.parent)) return this.#bound(owner, depth);
    return owner.initializer === undefined ? undefined : this.value(owner.initializer, depth);
  }
}
