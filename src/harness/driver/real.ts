/**
 * What the driver needs of the real world, taken when the package loads, before anybody replaces it. All copies of the
 * package in a thread share the first one's, since a later copy may load when timers are faked already.
 */
import { performance } from "node:perf_hooks";
import { setImmediate, setTimeout } from "node:timers";
import { MessageChannel } from "node:worker_threads";

export interface Real {
  /** Calls `then` in a macrotask of its own: after all microtasks and ticks, however many they make. */
  readonly macrotask: (then: () => void) => void;
  /** Calls `then` after about `ms` of real time, or at once where only faked timers are left. */
  readonly later: (then: () => void, ms: number) => void;
  /** Real milliseconds from some start. */
  readonly now: () => number;
}

/** Fake timers that replaced the functions of the module itself mark them with the clock that drives them. */
function isFaked(method: object): boolean {
  return Object.hasOwn(method, "clock");
}

/** A macrotask without timers: slower to set up, but fakes leave it alone. */
export function macrotaskByChannel(): Real["macrotask"] {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.on("message", () => {
    const then = waiting.shift();
    if (waiting.length === 0) port1.unref();
    then?.();
  });
  port1.unref();
  return (then) => {
    waiting.push(then);
    port1.ref();
    port2.postMessage(0);
  };
}

function capture(): Real {
  const now = performance.now.bind(performance);
  const macrotask = isFaked(setImmediate)
    ? macrotaskByChannel()
    : (then: () => void) => void setImmediate(then);
  const realTimeout = setTimeout;
  const later = isFaked(realTimeout)
    ? macrotask
    : (then: () => void, ms: number) => void realTimeout(then, ms);
  return { macrotask, later, now };
}

const place = Symbol.for("waybill.real");

function shared(): Real {
  const known: unknown = Reflect.get(globalThis, place);
  // cast: nobody but this function writes under this symbol.
  if (known !== undefined) return known as Real;
  const captured = capture();
  Reflect.set(globalThis, place, captured);
  return captured;
}

export const real: Real = shared();

/** Resolves to what `then` gives once everything that can happen by microtasks and ticks alone has happened. */
export function barrier<T>(then: () => T): Promise<T> {
  return new Promise((done, reject) => {
    // What is thrown is passed on as it is.
    const fail: (reason: unknown) => void = reject;
    real.macrotask(() => {
      try {
        done(then());
      } catch (error) {
        fail(error);
      }
    });
  });
}
