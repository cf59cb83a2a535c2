/** The state after a step as cards, with what the step changed marked. */
import type { EntryView, ListView, PartView } from "../../runtime/state-view.ts";
import type { Trace } from "../trace.ts";
import { element } from "../../diagram/page/dom.ts";

/** States of a trace by step, without walking it from the start each time. */
export class States {
  readonly #trace: Trace;
  readonly #kept: Map<string, PartView>[] = [];
  static readonly #every = 64;

  constructor(trace: Trace) {
    this.#trace = trace;
    const state = new Map(trace.state.map((part) => [part.id, part]));
    this.#kept.push(new Map(state));
    trace.steps.forEach(({ changed }, step) => {
      for (const part of changed) state.set(part.id, part);
      if ((step + 1) % States.#every === 0) this.#kept.push(new Map(state));
    });
  }

  /** After so many steps. */
  after(steps: number): ReadonlyMap<string, PartView> {
    const at = Math.floor(steps / States.#every);
    const state = new Map(this.#kept[at]);
    for (const { changed } of this.#trace.steps.slice(at * States.#every, steps))
      for (const part of changed) state.set(part.id, part);
    return state;
  }
}

/** Cards of all parts, grouped by who they belong to; `before` is the state one step earlier. */
export function stateCards(
  trace: Trace,
  now: ReadonlyMap<string, PartView>,
  before: ReadonlyMap<string, PartView>,
): readonly Node[] {
  const places = new Set([
    ...trace.lanes.map(({ name }) => name),
    ...[...now.values()].map(({ place }) => place),
  ]);
  return [...places].flatMap((place) => {
    const parts = [...now.values()].filter((part) => part.place === place);
    if (parts.length === 0) return [];
    return [
      element(
        "section",
        { class: "actor" },
        element("h4", {}, place),
        ...parts.map((part) => card(part, before.get(part.id) ?? part)),
      ),
    ];
  });
}

function card(part: PartView, before: PartView): HTMLElement {
  const isChanged = JSON.stringify(part) !== JSON.stringify(before);
  const facts = part.facts.flatMap(({ name, value }) => {
    const old = before.facts.find((fact) => fact.name === name)?.value;
    const shown = old === value ? value : element("ins", {}, value);
    const was = old === undefined || old === value ? [] : [element("del", {}, old)];
    return [element("dt", {}, name), element("dd", {}, ...was, shown)];
  });
  const lists = part.lists.flatMap((list) => [
    element("dt", {}, list.name),
    element("dd", {}, entriesView(list, same(before, list.name))),
  ]);
  return element(
    "div",
    { class: isChanged ? "card changed" : "card" },
    element("h5", {}, part.title, ...(isChanged ? [element("span", { class: "tag" }, "changed")] : [])),
    element("dl", {}, ...facts, ...lists),
  );
}

function same(part: PartView, name: string): readonly EntryView[] {
  return part.lists.find((list) => list.name === name)?.entries ?? [];
}

/** Entries that are new or other than before are marked; those that are gone stand at the end. */
function entriesView({ entries }: ListView, before: readonly EntryView[]): HTMLElement {
  const left = before.map((entry) => JSON.stringify(entry));
  const items = entries.map((entry) => {
    const at = left.indexOf(JSON.stringify(entry));
    if (at >= 0) left.splice(at, 1);
    return element(
      "li",
      {},
      at >= 0 ? element("span", {}, ...words(entry)) : element("ins", {}, ...words(entry)),
    );
  });
  const now = new Set(entries.map(({ text }) => text));
  const gone = before.filter((entry) => left.includes(JSON.stringify(entry)) && !now.has(entry.text));
  const removed = gone.map((entry) => element("li", {}, element("del", {}, entry.text)));
  const nothing = entries.length === 0 ? [element("li", { class: "nothing" }, "nothing")] : [];
  return element("ol", { class: "entries" }, ...nothing, ...items, ...removed);
}

function words({ text, notes }: EntryView): readonly (Node | string)[] {
  return notes.length === 0 ? [text] : [text, element("small", {}, ` ${notes.join(", ")}`)];
}
