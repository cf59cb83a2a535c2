/** One consumer of a running service: makes of a delivery a run of user code, and says how it ended. */
import type { Handled, Incoming } from "./broker.ts";
import { Context, type Surroundings } from "./context.ts";
import type { Observed } from "./observed.ts";
import { codecsOf, nameOf, type Outlet, type Shared } from "./outlet.ts";
import { isPark } from "./park.ts";
import type { AnyCodec, ConsumerPlan, GatePlan, Path } from "./plan.ts";
import type { Inbox, Middleware, Trouble } from "./shapes.ts";
import { jsonOf, textAt, typeOf, wireOf } from "./wire.ts";

/** A handler of one type, as the runtime calls it. */
export type Handler = (message: unknown, context: object) => Promise<unknown>;

export interface Consuming {
  readonly plan: ConsumerPlan;
  readonly shared: Shared;
  readonly outlets: ReadonlyMap<string, Outlet>;
  /** By the types' names in user code. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly inbox: Inbox<unknown> | undefined;
  readonly use: readonly Middleware[];
  readonly trouble: Trouble;
}

interface Way {
  readonly type: string;
  readonly codec: AnyCodec;
  readonly handler: Handler;
}

/** The text at a path of the message. */
type At = (path: Path) => string | undefined;

const DONE: Handled = { kind: "done" };

export class Inlet {
  readonly #plan: ConsumerPlan;
  readonly #shared: Shared;
  readonly #at: string;
  /** Name of its channel in the spec. */
  readonly #channel: string;
  readonly #around: Surroundings;
  /** By the types' names as they travel. */
  readonly #ways = new Map<string, Way>();
  readonly #inbox: Inbox<unknown> | undefined;
  readonly #use: readonly Middleware[];
  readonly #trouble: Trouble;
  #executions = 0;

  constructor({ plan, shared, outlets, handlers, inbox, use, trouble }: Consuming) {
    this.#plan = plan;
    this.#shared = shared;
    this.#channel = nameOf(shared.plan, plan);
    this.#at = `${shared.plan.name}.${plan.name}`;
    this.#around = { service: shared.plan.name, consumer: plan.name, outlets };
    this.#inbox = inbox;
    this.#use = use;
    this.#trouble = trouble;
    for (const [type, codec] of codecsOf(plan.types, shared.plan)) {
      const handler = handlers[type];
      if (handler !== undefined) this.#ways.set(codec.type, { type, codec, handler });
    }
  }

  /** Handles one delivery. Never rejects. */
  async handle(incoming: Incoming): Promise<Handled> {
    const { observe } = this.#shared;
    let about: Omit<Observed, "e"> | undefined;
    let context: Context | undefined;
    const began = observe === undefined ? 0 : Date.now();
    let handled: Handled;
    try {
      const { type, codec, handler } = this.#wayOf(incoming);
      const wire = wireOf(codec, incoming);
      const identity = (codec.identity && textAt(wire, codec.identity)) ?? incoming.id;
      if (observe !== undefined) about = this.#begun(incoming, codec.type, identity, observe);
      const message = codec.decode(wire);
      const made = new Context(incoming, { type, wireType: codec.type, identity }, this.#around);
      context = made;
      const call = (): Promise<unknown> => handler(message, made);
      const at: At = (path) => textAt(codec.content === "json" ? wire : jsonOf(incoming), path);
      const result = await this.#run(made, at, call, about);
      const sends = Context.sendsOf(context);
      if (sends === undefined) handled = isPark(result) ? { kind: "parked", reason: result.reason } : DONE;
      else handled = await ended(context, result);
    } catch (error) {
      handled = await this.#failed(context, context === undefined ? this.#unread(incoming, error) : error);
    }
    if (handled.kind === "failed") this.#report(handled.error);
    if (observe !== undefined) this.#told(handled, began, about ?? this.#about(incoming), observe);
    return handled;
  }

  #wayOf(incoming: Incoming): Way {
    const name = typeOf(this.#plan.discriminator, incoming);
    const way = name === undefined ? undefined : this.#ways.get(name);
    if (way !== undefined) return way;
    const what = name === undefined ? "a message that does not say its type" : `a message of type ${name}`;
    throw new TypeError(`it is ${what}, and only ${[...this.#ways.keys()].join(", ")} are handled`);
  }

  #unread({ at }: Incoming, error: unknown): Error {
    const why = error instanceof Error ? error.message : String(error);
    return new TypeError(`${this.#at} cannot read the message at ${at}: ${why}`, { cause: error });
  }

  #run(
    context: Context,
    at: At,
    call: () => Promise<unknown>,
    about: Omit<Observed, "e"> | undefined,
  ): Promise<unknown> {
    const { gate } = this.#plan;
    const gated =
      gate === undefined ? call : (): Promise<unknown> => this.#gated(gate, context, at, call, about);
    if (this.#use.length === 0 && this.#shared.telemetry === undefined) return gated();
    return this.#through(context, gated);
  }

  /** The handler inside all middleware; what it returned is the result. */
  async #through(context: Context, call: () => Promise<unknown>): Promise<unknown> {
    let result: unknown;
    let next = async (): Promise<void> => {
      result = await call();
    };
    for (const each of [...this.#use].reverse()) {
      const inner = next;
      next = () => each(context, inner);
    }
    const { telemetry } = this.#shared;
    await (telemetry === undefined ? next() : telemetry.handling(context, next));
    return result;
  }

  async #gated(
    gate: GatePlan,
    context: Context,
    at: At,
    call: () => Promise<unknown>,
    about: Omit<Observed, "e"> | undefined,
  ): Promise<unknown> {
    const value = at(gate.path);
    const inbox = this.#inbox;
    if (value === undefined)
      throw new TypeError(
        `${this.#at}: the message has no ${gate.path.join(".")}, by which repetitions are recognised`,
      );
    if (inbox === undefined) throw new TypeError(`${this.#at} needs an inbox`);
    const key = `${gate.store}:${value}`;
    const once = async (work: (tx: unknown) => Promise<void>): Promise<"done" | "duplicate"> => {
      const began = Date.now();
      const outcome = await inbox.once(key, work);
      const e = outcome === "duplicate" ? "suppressed" : "effect";
      this.#shared.observe?.({ e, ...about, t: [began, Math.max(began, Date.now())] });
      return outcome;
    };
    if (gate.gates === "effect") {
      context.once = once;
      return call();
    }
    let result: unknown;
    await once(async (tx) => {
      context.once = async (work) => {
        await work(tx);
        return "done";
      };
      result = await call();
    });
    return result;
  }

  async #failed(context: Context | undefined, error: unknown): Promise<Handled> {
    const sends = context === undefined ? undefined : Context.sendsOf(context);
    if (sends !== undefined && sends.open > 0) await sends.settled();
    return { kind: "failed", error };
  }

  #report(error: unknown): void {
    this.#trouble(error instanceof Error ? error : new Error(String(error)));
  }

  #about(incoming: Incoming): Omit<Observed, "e"> {
    const { partition: p, offset: o } = incoming;
    const place = p === undefined || o === undefined ? undefined : { p, o };
    return { at: this.#at, ch: this.#channel, ...place };
  }

  #begun(
    incoming: Incoming,
    type: string,
    identity: string | undefined,
    observe: (event: Observed) => void,
  ): Omit<Observed, "e"> {
    const about = {
      ...this.#about(incoming),
      type,
      ...(identity === undefined ? undefined : { id: identity }),
    };
    observe({ e: "deliver", ...about, n: incoming.attempt });
    this.#executions += 1;
    const run = { ...about, x: this.#executions };
    observe({ e: "execute", ...run });
    return run;
  }

  /** A handler without a gate has its effect when it returns: nothing else can be seen from here. */
  #told(
    handled: Handled,
    began: number,
    about: Omit<Observed, "e">,
    observe: (event: Observed) => void,
  ): void {
    if (handled.kind === "failed") observe({ e: "failed", ...about });
    else if (handled.kind === "done" && this.#plan.gate === undefined)
      observe({ e: "effect", ...about, t: [began, Math.max(began, Date.now())] });
  }
}

/** Waits for the sends that nobody awaited; one that failed and that nobody looked at fails the handler. */
async function ended(context: Context, result: unknown): Promise<Handled> {
  const sends = Context.sendsOf(context);
  const unawaited = sends?.open ?? 0;
  if (unawaited > 0) await sends?.settled();
  const noted = unawaited > 0 ? { unawaited } : undefined;
  const unseen = sends?.unseen();
  if (unseen !== undefined) return { kind: "failed", error: unseen, ...noted };
  return isPark(result) ? { kind: "parked", reason: result.reason, ...noted } : { kind: "done", ...noted };
}
