/** Handlers that do what the spec declares of them: their steps, in their order. */
import type { Delivery } from "../../../../client/client.ts";
import type { Act, Consumer } from "../../../../model/topology.ts";
import type { ServiceStart } from "../protocol.ts";
import type { Effects } from "./inbox.ts";
import type { Letters } from "./letters.ts";
import type { Stage } from "./stage.ts";

type Sends = Readonly<Record<string, (type: string, message: unknown) => Promise<unknown>>>;
/** What the runtime gives, with a gate where the consumer has one. */
type Context = Delivery & {
  readonly send: Sends;
  readonly once?: (work: (tx: Effects) => Promise<void>) => Promise<unknown>;
};
type Handler = (message: unknown, context: Context) => Promise<void>;
type Handlers = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

/** By consumer and type of message. */
export function declaredHandlers(start: ServiceStart, letters: Letters, stage: Stage): Handlers {
  const service = start.topology.services.find(({ name }) => name === start.service);
  const handlers = (service?.consumers ?? []).map((consumer) => {
    const handle = handlerOf(consumer, start, letters, stage);
    return [
      consumer.name,
      Object.fromEntries(start.topology.types.map(({ name }) => [name, handle])),
    ] as const;
  });
  return Object.fromEntries(handlers);
}

function handlerOf(consumer: Consumer, start: ServiceStart, letters: Letters, stage: Stage): Handler {
  const acts: readonly Act[] =
    consumer.steps === "unknown" ? [{ kind: "effect" }] : consumer.steps.flatMap((group) => group);
  return async (message, context) => {
    for (const act of acts) {
      if (act.kind === "effect") {
        if (context.once === undefined)
          await stage.change({ writes: [{ kind: "append", store: consumer.name, text: context.id }] });
        else await context.once((tx) => tx.effect());
      } else if (act.kind === "send") await sendAs(act.producer, message, context);
    }
  };

  async function sendAs(producer: string, message: unknown, context: Context): Promise<void> {
    const { services } = start.topology;
    const { sends } =
      services.find(({ name }) => name === start.service)?.producers.find(({ name }) => name === producer) ??
      {};
    const use = consumer.sends.find((each) => each.producer === producer);
    const count = Math.max(use?.least ?? 1, Math.min(use?.most ?? 1, 1));
    for (let n = 0; n < count; n++) {
      const slot = n === 0 ? producer : `${producer} ${n}`;
      const type = sends?.[n % sends.length] ?? "";
      const identity = identityIn(context, slot);
      await context.send[producer]?.(type, letters.because(type, identity, { type: context.type, message }));
    }
  }
}

/** A message without identity says something new each time. */
function identityIn(context: Context, slot: string): string {
  try {
    return context.derivedId(slot);
  } catch {
    return crypto.randomUUID();
  }
}
