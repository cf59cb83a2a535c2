/** What of a story is to be seen: by actor, message and kind of event, folded or whole. */
import type { Trace, TraceEvent } from "../trace.ts";
import { element } from "../../diagram/page/dom.ts";

const KINDS: readonly (readonly [name: string, wanted: (event: TraceEvent) => boolean])[] = [
  ["everything", () => true],
  [
    "faults and recovery",
    ({ mark, kind }) => mark === "fault" || mark === "heal" || kind === "elect" || kind === "rebalance",
  ],
  ["sends and answers", ({ kind }) => kind === "send" || kind === "sent" || kind === "refused"],
  [
    "what is stored",
    ({ kind }) => ["append", "replicate", "route", "dispose", "lost", "return"].includes(kind),
  ],
  [
    "deliveries and handlers",
    ({ kind }) => ["deliver", "execute", "suppressed", "settle", "failed", "effect"].includes(kind),
  ],
  ["effects", ({ kind }) => kind === "effect" || kind === "suppressed"],
];

export class Filters {
  readonly root: HTMLElement;
  readonly #actor: HTMLSelectElement;
  readonly #message: HTMLSelectElement;
  readonly #kind: HTMLSelectElement;
  readonly #fold: HTMLInputElement;

  constructor(trace: Trace, changed: () => void) {
    this.#actor = choice(["everybody", ...trace.lanes.map(({ name }) => name)]);
    this.#message = choice(["all messages", ...trace.messages.map(({ name }) => name)]);
    this.#kind = choice(KINDS.map(([name]) => name));
    this.#fold = element("input", { type: "checkbox" });
    this.#fold.checked = true;
    this.root = element(
      "fieldset",
      { class: "filters" },
      element("legend", {}, "show"),
      named("actor", this.#actor),
      named("message", this.#message),
      named("kind", this.#kind),
      element("label", {}, this.#fold, " fold what matters little"),
    );
    this.root.addEventListener("change", changed);
  }

  get folds(): boolean {
    return this.#fold.checked;
  }

  readonly shows = (event: TraceEvent): boolean => {
    const actor = this.#actor.selectedIndex - 1;
    const message = this.#message.selectedIndex - 1;
    const isActor = actor < 0 || event.lane === actor || event.lane < 0;
    const isMessage = message < 0 || event.message === message || event.mark === "fault";
    return isActor && isMessage && KINDS[this.#kind.selectedIndex]?.[1](event) !== false;
  };
}

function named(name: string, field: HTMLElement): HTMLElement {
  return element("label", {}, `${name} `, field);
}

function choice(names: readonly string[]): HTMLSelectElement {
  return element("select", {}, ...names.map((name) => element("option", {}, name.slice(0, 60))));
}
