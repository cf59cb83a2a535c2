/** What a handler of amqplib does with a message, as settings of a consumer. */
import type { DraftSetting } from "../../../../drafts/draft.ts";
import type { Act, Handler, SourceValue } from "../../../../source/source.ts";
import { UNKNOWN } from "../stand-ins.ts";

export interface HandlerSettings {
  readonly settings: readonly DraftSetting[];
  readonly notes: readonly string[];
}

const SETTLES = ["ack", "ackAll"];
const FAILS = ["nack", "nackAll", "reject"];

/** `steps` and `on-failure` of a handler that acknowledges by itself, where they can be told. */
export function handlerSettings(value: SourceValue | undefined): HandlerSettings {
  if (value?.kind !== "function")
    return {
      settings: [
        { name: "steps", text: UNKNOWN },
        { name: "on-failure", text: UNKNOWN },
      ],
      notes: [],
    };
  const { handler } = value;
  const steps = stepsOf(handler);
  return {
    settings: [
      { name: "steps", text: steps.text },
      { name: "on-failure", text: failureOf(handler) },
    ],
    notes: steps.note === undefined ? [] : [steps.note],
  };
}

/** Before or after the acknowledgement stands all that is waited for; anything else may be either. */
function stepsOf({ acts }: Handler): { readonly text: string; readonly note?: string } {
  const way = acts.filter(({ isInCatch }) => !isInCatch);
  const acks = way.filter(({ method }) => SETTLES.includes(method ?? ""));
  const [ack] = acks;
  if (ack === undefined || acks.length > 1 || ack.isConditional) return { text: UNKNOWN };
  const at = way.indexOf(ack);
  const isEffect = ({ method }: Act): boolean =>
    !FAILS.includes(method ?? "") && method !== "waitForConfirms" && method !== "prefetch";
  const before = way.slice(0, at).filter(isEffect);
  const after = way.slice(at + 1).filter(isEffect);
  if (before.length > 0 && after.length === 0) {
    const isDone = before.every(({ isAwaited, isSync }) => isAwaited || isSync);
    if (isDone) return { text: "[effect, settle]" };
    return { text: UNKNOWN, note: "what is not awaited may still run when the message is acknowledged" };
  }
  return before.length === 0 && after.length > 0 ? { text: "[settle, effect]" } : { text: UNKNOWN };
}

/** What happens in the `catch` around all of it; amqplib itself does nothing with an error. */
function failureOf({ acts, isGuarded }: Handler): string {
  const caught = acts.filter(({ isInCatch }) => isInCatch);
  if (!isGuarded || caught.some(({ isConditional }) => isConditional)) return UNKNOWN;
  const ends = caught.filter(({ method }) => [...SETTLES, ...FAILS].includes(method ?? ""));
  const [end] = ends;
  if (end === undefined || ends.length > 1) return UNKNOWN;
  if (SETTLES.includes(end.method ?? "")) return "skip";
  const requeue = end.args[end.method === "nack" ? 2 : end.method === "nackAll" ? 0 : 1];
  if (requeue === undefined || requeue.kind === "nothing") return "requeue";
  return requeue.kind !== "boolean" ? UNKNOWN : requeue.value ? "requeue" : "reject";
}
