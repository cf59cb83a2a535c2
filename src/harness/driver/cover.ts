/**
 * Replaces a function of the environment by one that asks, at each call, whether user code of a simulation makes it, and
 * falls through to the old one if not. A cover is a proxy, so that what marks the old function (for instance as a fake one)
 * marks the cover as well.
 */
import { syncBuiltinESMExports } from "node:module";
import type { Execution } from "./execution.ts";

// A function of which nothing is known.
export type Callable = (...args: readonly unknown[]) => unknown;

/** Who makes the call: `undefined` outside executions. */
export type Current = () => Execution | undefined;

/** What the function does inside an execution. */
export type Virtual = (execution: Execution, args: readonly unknown[]) => unknown;

/** `old` as it would have been called. */
export function through(old: Callable, self: unknown, args: readonly unknown[]): unknown {
  const result: unknown = Reflect.apply(old, self, args);
  return result;
}

/** What the old function says of `key`. */
export function read(target: object, key: PropertyKey, receiver: unknown): unknown {
  const value: unknown = Reflect.get(target, key, receiver);
  return value;
}

const covers = new WeakSet<object>();

interface Covered {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly cover: Callable;
  readonly before: PropertyDescriptor | undefined;
}

const isCallable = (value: unknown): value is Callable => typeof value === "function";

/** Functions of the environment that are replaced together and given back together. */
export class Covers {
  readonly #current: Current;
  readonly #covered: Covered[] = [];

  constructor(current: Current) {
    this.#current = current;
  }

  /** Covers `owner[key]`, unless there is no such function or a cover of ours lies on it already. */
  replace(owner: object, key: PropertyKey, virtual: Virtual, more: ProxyHandler<Callable> = {}): void {
    const current = this.#current;
    this.put(owner, key, (old) => ({
      apply: (_target, self, args: readonly unknown[]) => {
        const execution = current();
        return execution === undefined ? through(old, self, args) : virtual(execution, args);
      },
      ...more,
    }));
  }

  /** The same, with the whole handler made from the old function. */
  put(owner: object, key: PropertyKey, handler: (old: Callable) => ProxyHandler<Callable>): void {
    const old: unknown = Reflect.get(owner, key);
    if (!isCallable(old) || covers.has(old)) return;
    const cover = new Proxy(old, handler(old));
    covers.add(cover);
    this.set(owner, key, cover);
  }

  /** Puts `value` there, to be given back with the rest. */
  set(owner: object, key: PropertyKey, value: Callable): void {
    const before = Reflect.getOwnPropertyDescriptor(owner, key);
    const { enumerable = true } = before ?? {};
    const isSet = Reflect.defineProperty(owner, key, {
      value,
      enumerable,
      writable: true,
      configurable: true,
    });
    if (isSet) this.#covered.push({ owner, key, cover: value, before });
  }

  /** Makes named imports of Node's modules see the covers. */
  publish(): void {
    syncBuiltinESMExports();
  }

  /** Gives back what is still ours: what somebody else covered or restored meanwhile stays theirs. */
  giveBack(): void {
    for (const { owner, key, cover, before } of this.#covered.splice(0).reverse()) {
      if (Reflect.get(owner, key) !== cover) continue;
      if (before === undefined) Reflect.deleteProperty(owner, key);
      else Reflect.defineProperty(owner, key, before);
    }
    syncBuiltinESMExports();
  }
}
