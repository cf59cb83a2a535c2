/** Timers of every origin, as virtual ones: the globals, `node:timers`, `util.promisify` of them, `AbortSignal.timeout`. */
import { promisify } from "node:util";
import { builtin } from "./builtin.ts";
import { type Callable, type Covers, type Current, read, through } from "./cover.ts";
import type { Execution } from "./execution.ts";
import { after, eachAfter, nextImmediate, type WaitOptions } from "./timer-promises.ts";
import { VirtualTimer, virtualTimer } from "./virtual-timer.ts";

function callbackOf(value: unknown): Callable {
  // cast: a function of which nothing is known.
  if (typeof value === "function") return value as Callable;
  throw Object.assign(
    new TypeError(`The "callback" argument must be of type function. Received ${String(value)}`),
    {
      code: "ERR_INVALID_ARG_TYPE",
    },
  );
}

type Kind = VirtualTimer["kind"];

function arm(kind: Kind) {
  return (execution: Execution, [callback, ...rest]: readonly unknown[]): VirtualTimer => {
    const call = callbackOf(callback);
    const [ms, args] = kind === "immediate" ? [0, rest] : [rest[0], rest.slice(1)];
    return new VirtualTimer(execution, kind, ms, () => through(call, undefined, args));
  };
}

const optionsOf = (value: unknown): WaitOptions => (typeof value === "object" && value !== null ? value : {});

/** What `promisify` gives for the function, inside an execution and outside. */
function promisified(
  old: Callable,
  current: Current,
  virtual: (execution: Execution, args: readonly unknown[]) => unknown,
): Callable {
  const real = promisify(old);
  return (...args) => {
    const execution = current();
    return execution === undefined ? through(real, undefined, args) : virtual(execution, args);
  };
}

const afterMs = (execution: Execution, [ms, value, options]: readonly unknown[]): unknown =>
  after(execution, ms, value, optionsOf(options));
const immediately = (execution: Execution, [value, options]: readonly unknown[]): unknown =>
  nextImmediate(execution, value, optionsOf(options));

/** With the property by which `promisify` knows what to do: without it, it would give a function that throws. */
function coverArming(covers: Covers, current: Current, owner: object, key: string, kind: Kind): void {
  const virtual = arm(kind);
  const wait = { timeout: afterMs, immediate: immediately, interval: undefined }[kind];
  covers.put(owner, key, (old) => {
    const custom = wait && promisified(old, current, wait);
    return {
      apply: (_target, self, args: readonly unknown[]) => {
        const execution = current();
        return execution === undefined ? through(old, self, args) : virtual(execution, args);
      },
      get: (target, name, receiver) =>
        name === promisify.custom && custom !== undefined ? custom : read(target, name, receiver),
    };
  });
}

/** A virtual timer is stopped wherever it is; every other goes to the old function. */
function coverClearing(covers: Covers, owner: object, key: string): void {
  covers.put(owner, key, (old) => ({
    apply: (_target, self, args: readonly unknown[]) => {
      const timer = virtualTimer(args[0]);
      return timer === undefined ? through(old, self, args) : void timer.close();
    },
  }));
}

function timeoutSignal(execution: Execution, [ms]: readonly unknown[]): AbortSignal {
  const controller = new AbortController();
  const timer = new VirtualTimer(execution, "timeout", ms, () =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
  );
  timer.unref();
  return controller.signal;
}

function coverPromises(covers: Covers): void {
  const promises = builtin("node:timers/promises");
  covers.replace(promises, "setTimeout", afterMs);
  covers.replace(promises, "setImmediate", immediately);
  covers.replace(promises, "setInterval", (execution, [ms, value, options]) =>
    eachAfter(execution, ms, value, optionsOf(options)),
  );
  const scheduler: unknown = Reflect.get(promises, "scheduler");
  if (typeof scheduler !== "object" || scheduler === null) return;
  // Its methods are the prototype's, which every reader shares.
  covers.replace(scheduler, "wait", (execution, [ms, options]) =>
    after(execution, ms, undefined, optionsOf(options)),
  );
  covers.replace(scheduler, "yield", (execution) => nextImmediate(execution, undefined, {}));
}

export function coverTimers(covers: Covers, current: Current): void {
  for (const owner of [globalThis, builtin("node:timers")]) {
    coverArming(covers, current, owner, "setTimeout", "timeout");
    coverArming(covers, current, owner, "setInterval", "interval");
    coverArming(covers, current, owner, "setImmediate", "immediate");
    for (const key of ["clearTimeout", "clearInterval", "clearImmediate"]) coverClearing(covers, owner, key);
  }
  coverPromises(covers);
  covers.replace(AbortSignal, "timeout", timeoutSignal);
}
