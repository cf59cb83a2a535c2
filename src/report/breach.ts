/** Which events break a clause together, and one sentence that says how. */
import { OK } from "../runtime/event.ts";
import { messageName } from "../runtime/state-view.ts";
import type { ToldEvent } from "./events.ts";
import type { Breach } from "./trace.ts";

/** What a breach is looked for in. */
export interface Told {
  readonly events: readonly ToldEvent[];
  /** Hop of the effects that count, and who makes them. */
  readonly target: { readonly hop: number; readonly place: string };
  /** Value of the order path of each message. */
  readonly keys: readonly number[];
  readonly circles: boolean;
  /** The last step after which a message lies nowhere any more. */
  readonly goneAfter: (message: string) => number | undefined;
}

/** `step`: after which the clause was broken; undefined where the end of the run breaks it. */
export function breachOf(told: Told, clause: string, step: number | undefined): Breach {
  const found = step === undefined ? atEnd(told, clause) : during(told, clause, step);
  return { clause, ...(step === undefined ? {} : { step }), ...found };
}

type Found = Pick<Breach, "events" | "messages" | "why">;

/** Something is due and missing, or the last effect is not that of the last message. */
function atEnd(told: Told, clause: string): Found {
  const { events, target, circles, goneAfter } = told;
  if (clause.includes("order")) return stale(told);
  const effects = new Set(positions(events, "effect", target.hop).map((at) => messageAt(events, at)));
  const acknowledged = positions(events, "sent", 0).filter((at) => events[at]?.source?.detail === OK);
  const missing = [...new Set(acknowledged.map((at) => messageAt(events, at)))].filter(
    (m) => !effects.has(m),
  );
  const about = new Set(missing);
  const isLive = clause === "live";
  const gone = new Map(missing.map((m) => [m, isLive ? undefined : goneAfter(messageName(m))]));
  const lying = new Set<number | undefined>(missing.filter((m) => gone.get(m) === undefined));
  const goneIn = new Set(gone.values());
  const marked = events.flatMap(({ told: event }, at) => {
    const own = event.message !== undefined && about.has(event.message);
    if (own && event.kind === "sent") return acknowledged.includes(at) ? [at] : [];
    if (own && (event.kind === "lost" || event.kind === "dispose")) return [at];
    // What still lies somewhere was passed over: by what was done with it last.
    if (own && at === lastOf(events, event.message) && lying.has(event.message)) return [at];
    return goneIn.has(event.step) && (own || event.message === undefined) ? [at] : [];
  });
  const names = missing.map(messageName).join(", ");
  const is = missing.length === 1 ? "is" : "are";
  const has = missing.length === 1 ? "has" : "have";
  const why = isLive
    ? `${names} ${is} acknowledged and ${circles ? "going in circles for ever" : "stuck for ever"}`
    : `${names} ${is} acknowledged and ${has} no effect at ${target.place}`;
  return { events: marked, messages: missing, why };
}

/** The last that was done with a message. */
function lastOf(events: readonly ToldEvent[], message: number | undefined): number {
  return events.findLastIndex(({ told }) => told.message === message && told.kind !== "sent");
}

function stale({ events, target }: Told): Found {
  const last = positions(events, "effect", target.hop).at(-1);
  if (last === undefined)
    return { events: [], messages: [], why: "the last effect is not the last message's" };
  const m = messageAt(events, last);
  const later = positions(events, "effect", target.hop).filter((at) => messageAt(events, at) > m);
  const other = later.at(-1);
  const messages = other === undefined ? [m] : [m, messageAt(events, other)];
  const after = other === undefined ? "the last" : messageName(messageAt(events, other));
  return {
    events: other === undefined ? [last] : [other, last],
    messages,
    why: `the last effect belongs to ${messageName(m)}, not to ${after}, which was sent after it`,
  };
}

function during(told: Told, clause: string, step: number): Found {
  const { events, target } = told;
  const kind = clause.startsWith("bounded") ? "deliver" : "effect";
  const all = positions(events, kind, target.hop);
  const last = all.findLast((at) => events[at]?.told.step === step);
  if (last === undefined) return wholeStep(events, step);
  const before = all.filter((at) => at < last);
  if (clause.includes("order")) return overtaken(told, clause, last, before);
  const m = messageAt(events, last);
  const name = messageName(m);
  const same = before.filter((at) => messageAt(events, at) === m);
  const count = same.length + 1;
  const found = (first: readonly number[], why: string): Found => ({
    events: [...first, last],
    messages: [m],
    why,
  });
  if (clause.startsWith("bounded")) return found(same, `${name} is delivered ${count} times`);
  if (clause !== "valid") return found(same, `${name} has ${count} effects at ${target.place}`);
  const refused = positions(events, "sent", 0).filter((at) => at < last && messageAt(events, at) === m);
  return found(
    refused,
    `${name} has an effect though its sender never sent it, or was told that it is refused`,
  );
}

function overtaken({ events, keys }: Told, clause: string, last: number, before: readonly number[]): Found {
  const m = messageAt(events, last);
  const name = messageName(m);
  const isWide = !clause.includes("per(");
  const late = before.findLast((at) => {
    const other = messageAt(events, at);
    return other > m && (isWide || keys[other] === keys[m]);
  });
  if (late === undefined)
    return { events: [last], messages: [m], why: `the effect of ${name} comes out of order` };
  const other = messageAt(events, late);
  const why = `${messageName(other)} has its effect before ${name}, which was sent first`;
  return { events: [late, last], messages: [m, other], why };
}

function wholeStep(events: readonly ToldEvent[], step: number): Found {
  const all = events.flatMap(({ told }, at) => (told.step === step ? [at] : []));
  const messages = [...new Set(all.flatMap((at) => events[at]?.told.message ?? []))];
  return { events: all, messages, why: refusedText(messages) };
}

function refusedText(messages: readonly number[]): string {
  const names = messages.map(messageName).join(", ");
  return names === ""
    ? "it is broken by this step"
    : `${names} has an effect though its sender was told that it is refused`;
}

function positions(events: readonly ToldEvent[], kind: string, hop: number): readonly number[] {
  return events.flatMap(({ told, source }, at) => (told.kind === kind && source?.hop === hop ? [at] : []));
}

function messageAt(events: readonly ToldEvent[], at: number): number {
  return events[at]?.told.message ?? -1;
}
