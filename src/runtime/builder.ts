import type { Layout } from "../base/layout.ts";
import type { State } from "../base/layout.ts";
import { assert } from "../base/assert.ts";
import type { Alarm, Op } from "./mechanism.ts";
import {
  type AtomDefinition,
  type Context,
  type Nature,
  type MoveCode,
  type Moves,
  type Operation,
  PROMPT,
  type Registry,
  type Run,
  type TimerDefinition,
  WIDE,
} from "./model.ts";

/** Operation codes above this are the kernel's own. */
const OPERATIONS_MAX = 250;

class RegisteredOp implements Op {
  readonly #index: number;
  constructor(index: number) {
    this.#index = index;
  }
  code(a = 0, b = 0): MoveCode {
    return this.#index | (a << 8) | (b << 16);
  }
  prompt(out: Moves, a = 0, b = 0): void {
    out.add(this.#index | (a << 8) | (b << 16), PROMPT);
  }
  wide(out: Moves, a = 0, b = 0): void {
    out.add(this.#index | (a << 8) | (b << 16), WIDE);
  }
}

/** Collects what the parts of a model register while it is built. */
export class Builder implements Registry {
  readonly layout: Layout;
  readonly operations: Operation[] = [];
  readonly atoms: AtomDefinition[] = [];
  readonly timers: TimerDefinition[] = [];
  readonly sites: string[] = [];
  readonly places: string[] = [];
  constructor(layout: Layout) {
    this.layout = layout;
  }
  op(label: (a: number, b: number) => string, run: Run, nature?: Nature): Op {
    assert(this.operations.length < OPERATIONS_MAX, "a model registers at most 250 operations");
    const told = { label: this.#told(label), run };
    this.operations.push(nature === "heals" ? { ...told, heals: true } : { ...told, independent: nature });
    return new RegisteredOp(this.operations.length - 1);
  }
  /** Two hops over one broker say the same; a schedule has to tell their moves apart. */
  #told(label: Operation["label"]): Operation["label"] {
    const own = label(0, 0);
    const name = unused(
      own,
      this.operations.map((operation) => operation.label(0, 0)),
    );
    return name === own ? label : (a, b) => label(a, b) + name.slice(own.length);
  }
  timer(name: string, fire: (s: State, ctx: Context) => void): Alarm {
    this.timers.push({
      name: unused(
        name,
        this.timers.map((timer) => timer.name),
      ),
      fire,
    });
    return this.layout.timer();
  }
  site(name: string): number {
    this.sites.push(unused(name, this.sites));
    return this.sites.length - 1;
  }
  place(name: string): number {
    const at = this.places.indexOf(name);
    if (at >= 0) return at;
    this.places.push(name);
    return this.places.length - 1;
  }
  /**
   * Registers a fault. Two hops that name the same one (their broker's outage) suffer it together: it is enabled where it
   * is for either, and strikes both.
   */
  atom(name: string, enabled: (s: State) => boolean, strike: (s: State, ctx: Context) => void): void {
    const at = this.atoms.findIndex((atom) => atom.name === name);
    const other = this.atoms[at];
    if (other === undefined) {
      this.atoms.push({ name, enabled, strike });
      return;
    }
    this.atoms[at] = {
      name,
      enabled: (s) => other.enabled(s) || enabled(s),
      strike: (s, ctx) => {
        if (other.enabled(s)) other.strike(s, ctx);
        if (enabled(s)) strike(s, ctx);
      },
    };
  }
}

/** `name`, or `name (2)` and so on where it is taken. */
function unused(name: string, taken: readonly string[]): string {
  let free = name;
  for (let n = 2; taken.includes(free); n++) free = `${name} (${n})`;
  return free;
}
