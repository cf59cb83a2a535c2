/** What lies around one run of a flow with user code: what goes on next, what was done, and what came of it. */
import type { State } from "../../base/layout.ts";
import { mix } from "../../base/prng.ts";
import { EVENT } from "../../runtime/event.ts";
import type { Context } from "../../runtime/model.ts";
import type { Driver } from "../driver/driver.ts";
import type { Execution, PendingCall, Process } from "../driver/execution.ts";
import type { Site } from "../driver/site.ts";
import type { Change, Sink } from "../world/sink.ts";
import type { Letter, Messages } from "./messages.ts";

/** The hop of what the application's own code is asked to say: its changes are no effects of the flow. */
export const SAYING = -1;

/** What a handler handles, as effects carry it. */
export interface Delivered {
  /** Or {@link SAYING}. */
  readonly hop: number;
  readonly root: number;
  readonly place: number;
  readonly letter: Letter;
}

/** Something that user code did or had done to it, for the story and for comparing runs. */
export interface Deed {
  /** Moves taken before. */
  readonly move: number;
  readonly kind: "call" | "throw" | "park" | "fall" | "unawaited" | "dropped";
  readonly place: number;
  readonly root: number;
  readonly text: string;
  readonly call?: PendingCall;
  readonly execution?: Execution;
  /** Where it comes from, if not from a call. */
  readonly site?: Site;
}

interface Moment {
  readonly s: State;
  readonly ctx: Context;
}

const TEXTS_MAX = 5_000;

export class Stage implements Sink {
  readonly messages: Messages;
  /** Hop at which effects count. */
  readonly targetHop: number;
  /** Names of stores, in the order in which they were first seen; the number of one is the detail of its events. */
  readonly stores: string[] = [""];
  #driver: Driver | undefined;
  #turns: (() => Promise<unknown> | undefined)[] = [];
  #moment: Moment | undefined;
  #deeds: Deed[] = [];
  #print = 0;
  /** By the headers that code was given of them. */
  readonly #delivered: Map<object, Delivered> = new Map<object, Delivered>();
  /** By service and root, what was handed to a handler last. */
  readonly #handed: Map<string, Delivered> = new Map<string, Delivered>();
  /** How many moves the run has taken; kept by whoever runs it. */
  moves = 0;
  timeMs = 0;
  /** Changes of the world so far, and messages that were sent. */
  changes = 0;
  /** How often a handler has failed so far. */
  throws = 0;

  constructor(messages: Messages, targetHop: number) {
    this.messages = messages;
    this.targetHop = targetHop;
  }

  get driver(): Driver {
    if (this.#driver === undefined) throw new Error("a stage was used outside a run");
    return this.#driver;
  }

  /** A run begins. */
  reset(driver: Driver): void {
    this.#driver = driver;
    this.#turns = [];
    this.#deeds = [];
    this.#print = 0;
    this.#moment = undefined;
    this.#handed.clear();
    this.moves = 0;
    this.timeMs = 0;
    this.changes = 0;
    this.throws = 0;
    this.#delivered.clear();
    this.messages.reset();
  }

  /** Code that goes on once the kernel's move is over. */
  next(turn: () => Promise<unknown> | undefined): void {
    this.#turns.push(turn);
  }

  get isPending(): boolean {
    return this.#turns.length > 0;
  }

  /** Lets everything go on that can, one turn after the other. */
  async settle(): Promise<void> {
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) await turn();
  }

  /** Runs `body`, a part of a kernel move, so that changes of the world become its events. */
  within<T>(s: State, ctx: Context, body: () => T): T {
    const before = this.#moment;
    this.#moment = { s, ctx };
    try {
      return body();
    } finally {
      this.#moment = before;
    }
  }

  get moment(): Moment | undefined {
    return this.#moment;
  }

  /** Takes a change of the world, as the effect of the deliveries that it was made for. */
  changed(change: Change): void {
    const moment = this.#moment;
    if (moment === undefined) return;
    this.changes += 1;
    if (change.isAside === true) return;
    const detail = this.#storeNumber(change.store);
    for (const { hop, place, root } of this.#madeFor(change))
      moment.ctx.emit(change.changes ? EVENT.effect : EVENT.suppressed, hop, place, root, detail);
  }

  /**
   * Those that are named; else the one whose handler made it. Code that works for several deliveries at once, or behind its
   * handlers, writes in the context of whoever woke it: where what is written holds the identity of one of them, it is for
   * that one.
   */
  #madeFor({ of, execution, holds }: Change): readonly Delivered[] {
    const named = (of ?? [execution.delivery]).flatMap((each) => this.#deliveredIn(each) ?? []);
    if (named.some(({ hop }) => hop === SAYING)) return [];
    const roots = holds === undefined ? [] : this.messages.rootsIn(holds);
    const [only] = roots;
    if (only === undefined || roots.length > 1) return named;
    const own = named.filter(({ root }) => root === only);
    if (own.length > 0) return own;
    const last = of === undefined ? this.#handed.get(`${serviceOf(execution.process)} ${only}`) : undefined;
    return last === undefined ? named : [last];
  }

  /** Remembers what a delivery is known by to the code that handles it. */
  hands(process: Process, delivered: Delivered, headers: object): void {
    this.#delivered.set(headers, delivered);
    this.#handed.set(`${serviceOf(process)} ${delivered.root}`, delivered);
  }

  /** The delivery that a context of a handler is about. */
  #deliveredIn(context: object | undefined): Delivered | undefined {
    if (context === undefined) return undefined;
    if (isDelivered(context)) return context;
    if (!("headers" in context) || typeof context.headers !== "object" || context.headers === null)
      return undefined;
    return this.#delivered.get(context.headers);
  }

  #storeNumber(store: string): number {
    const at = this.stores.indexOf(store);
    return at >= 0 ? at : this.stores.push(store) - 1;
  }

  /** Notes what user code did: for the story, and to compare runs that have to be alike. */
  did(deed: Deed): void {
    if (deed.kind === "throw") this.throws += 1;
    this.#print = mix(this.#print, hashText(deed.text) ^ (deed.place << 8) ^ deed.root);
    if (this.#deeds.length < TEXTS_MAX) this.#deeds.push(deed);
  }

  get deeds(): readonly Deed[] {
    return this.#deeds;
  }

  /** Equal where user code did the same in the same order. */
  get print(): number {
    return this.#print;
  }
}

/** Whose instance a process is. */
function serviceOf({ name }: Process): string {
  return name.slice(0, name.lastIndexOf("#"));
}

function isDelivered(each: object): each is Delivered {
  return "hop" in each && "root" in each && "letter" in each;
}

function hashText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
