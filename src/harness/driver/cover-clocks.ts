/** `Date`, `performance.now` and `process.hrtime` in virtual time. */
import { performance } from "node:perf_hooks";
import { type Callable, type Covers, type Current, read, through } from "./cover.ts";
import type { Execution } from "./execution.ts";

/** As it was when this package loaded. */
const RealDate = Date;
const nanosecondsPerMs = 1_000_000;

/** So many readings in one turn are a loop that waits for time to pass. */
const mostReadings = 1_000_000;

function dateNow(execution: Execution): number {
  execution.readings += 1;
  if (execution.readings > mostReadings)
    throw new RangeError(
      `${execution.label} waits by reading the clock: virtual time stands still while code runs; await a timer instead`,
    );
  return Math.floor(execution.now());
}

/** A date; of a subclass, where `new` was called on one. */
function constructed(old: Callable, args: readonly unknown[], target: object): object {
  // casts: what is covered here is a constructor, of objects.
  return Reflect.construct(old, args, target as Callable) as object;
}

/** The function of this name that belongs to `old`. */
function method(old: Callable, name: string): Callable {
  // cast: asked only for functions that Node's own have.
  return Reflect.get(old, name) as Callable;
}

function coverDate(covers: Covers, current: Current): void {
  covers.put(globalThis, "Date", (old) => {
    const now = (...args: readonly unknown[]): unknown => {
      const execution = current();
      return execution === undefined ? through(method(old, "now"), old, args) : dateNow(execution);
    };
    return {
      apply: (_target, self, args: readonly unknown[]) => {
        const execution = current();
        return execution === undefined
          ? through(old, self, args)
          : new RealDate(dateNow(execution)).toString();
      },
      construct: (_target, args: readonly unknown[], target) => {
        const execution = args.length === 0 ? current() : undefined;
        return constructed(old, execution === undefined ? args : [dateNow(execution)], target);
      },
      get: (target, key, receiver) => (key === "now" ? now : read(target, key, receiver)),
    };
  });
  const cover: unknown = Reflect.get(globalThis, "Date");
  if (typeof cover === "function" && RealDate.prototype.constructor !== cover)
    // cast: a function of which nothing is known.
    covers.set(RealDate.prototype, "constructor", cover as Callable);
}

function hrtimeOf(execution: Execution, [earlier]: readonly unknown[]): readonly [number, number] {
  const nanoseconds = Math.round(execution.elapsed() * nanosecondsPerMs);
  const [seconds = 0, rest = 0] = Array.isArray(earlier) ? earlier.map(Number) : [];
  const since = nanoseconds - seconds * 1e9 - rest;
  return [Math.floor(since / 1e9), ((since % 1e9) + 1e9) % 1e9];
}

export function coverClocks(covers: Covers, current: Current): void {
  coverDate(covers, current);
  // Fakes replace the global object, and leave that of the module.
  for (const owner of new Set<object>([performance, globalThis.performance]))
    covers.replace(owner, "now", (execution) => execution.elapsed());
  const bigint = (old: Callable) => (): unknown => {
    const execution = current();
    if (execution === undefined) return through(method(old, "bigint"), old, []);
    return BigInt(Math.round(execution.elapsed() * nanosecondsPerMs));
  };
  covers.put(process, "hrtime", (old) => {
    const ours = bigint(old);
    return {
      apply: (_target, self, args: readonly unknown[]) => {
        const execution = current();
        return execution === undefined ? through(old, self, args) : hrtimeOf(execution, args);
      },
      get: (target, key, receiver) => (key === "bigint" ? ours : read(target, key, receiver)),
    };
  });
}
