/** The handlers of one consumer and what they keep, for people. */
import type { State } from "../base/layout.ts";
import { READY, SENDING } from "./handler-slots.ts";
import type { HandlerModel } from "./handler-model.ts";
import type { Instances } from "./instances.ts";
import { type EntryView, fact, messageEntry, messagesIn, type PartView } from "./state-view.ts";

/** A part for each instance, and one for the store where there is one that all share. */
export function handlerViews(s: State, handlers: HandlerModel, instances: Instances): readonly PartView[] {
  const { place, instances: count, effect } = handlers.plan;
  const parts = Array.from({ length: count }, (_, i) => instanceView(s, i, handlers, instances));
  if (effect !== "shared") return parts;
  const entries = messagesIn(handlers.remembered(s, 0));
  const lists = [{ name: "remembers", entries }];
  return [
    ...parts,
    { id: `store ${place}`, place: `${place}#1`, title: `store of ${place}`, facts: [], lists },
  ];
}

function instanceView(s: State, i: number, handlers: HandlerModel, instances: Instances): PartView {
  const { place, effect } = handlers.plan;
  const name = `${place}#${i + 1}`;
  const failures = handlers.failures(s);
  const own = { name: "remembers", entries: messagesIn(handlers.remembered(s, i)) };
  return {
    id: `instance ${name}`,
    place: name,
    title: "process",
    facts: [
      fact("process", instances.conditionOf(s, i)),
      ...(failures > 0 ? [fact("handlers that will fail", failures)] : []),
    ],
    lists: [{ name: "handles", entries: running(s, i, handlers) }, ...(effect === "instance" ? [own] : [])],
  };
}

function running(s: State, i: number, { plan, slots }: HandlerModel): readonly EntryView[] {
  const entries: EntryView[] = [];
  for (let k = 0; k < slots.perInstance; k++) {
    const slot = i * slots.perInstance + k;
    if (slots.ref.get(s, slot) === 0) continue;
    const done = slots.group.get(s, slot);
    const phase = slots.phase.get(s, slot);
    const next = plan.groups[done]?.map((act) => ACTS[act]).join(", ") ?? "";
    const waits = phase === SENDING ? "waits for its send" : "waits for its settle";
    entries.push(
      messageEntry(
        slots.intent.get(s, slot),
        `${done} of ${plan.groups.length} steps done`,
        phase === READY ? `next: ${next}` : waits,
      ),
    );
  }
  return entries;
}

const ACTS = {
  effect: "effect",
  settle: "settle",
  next: "send",
  elsewhere: "send elsewhere",
  followed: "send",
} as const;
