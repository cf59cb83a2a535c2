/** A story to step through: diagram, timeline, filters, and the state after each step. */
import { rowsOf } from "../rows.ts";
import { timeText } from "../space-time.ts";
import type { Trace } from "../trace.ts";
import { DiagramView } from "./diagram-view.ts";
import { button, element } from "../../diagram/page/dom.ts";
import { Filters } from "./filters.ts";
import { stateCards, States } from "./state-view.ts";

export class StoryView {
  readonly root: HTMLElement = element("div", { class: "story" });
  readonly #trace: Trace;
  readonly #states: States;
  readonly #filters: Filters;
  readonly #diagram: DiagramView;
  readonly #slider: HTMLInputElement;
  readonly #told: HTMLElement = element("output", { class: "told", "aria-live": "polite" });
  readonly #count: HTMLElement = element("span", { class: "soft", role: "status" });
  readonly #state: HTMLElement = element("div", {
    class: "state",
    role: "region",
    "aria-label": "state after the step",
  });
  readonly #opened = new Set<number>();
  /** Steps done. */
  #at: number;

  /** `decided`: the step that decides how it ends. */
  constructor(trace: Trace, decided: number | undefined) {
    this.#trace = trace;
    this.#states = new States(trace);
    this.#at = trace.steps.length;
    this.#filters = new Filters(trace, () => this.#refilter());
    this.#diagram = new DiagramView(trace, decided, this.#rows(), {
      chosen: (step) => this.#go(step + 1),
      opened: (event) => {
        this.#opened.add(event);
        this.#refilter();
      },
    });
    this.#slider = element("input", {
      type: "range",
      min: "0",
      max: String(trace.steps.length),
      step: "1",
      "aria-label": "step",
    });
    this.#slider.addEventListener("input", () => this.#go(Number(this.#slider.value)));
    this.root.append(this.#timeline(decided), this.#filters.root, this.#panes());
    this.root.addEventListener("keydown", (event) => this.#pressed(event));
    this.#refilter();
  }

  #timeline(decided: number | undefined): HTMLElement {
    const { breach, events, steps } = this.#trace;
    const last = steps.length;
    const [breaks] = breach?.events ?? [];
    const broken = breaks === undefined ? undefined : events[breaks]?.step;
    const jump = (name: string, sign: string, step: number | undefined): readonly Node[] =>
      step === undefined ? [] : [button(name, sign, () => this.#go(step + 1))];
    return element(
      "div",
      { class: "timeline", role: "group", "aria-label": "timeline" },
      button("first step", "|◀", () => this.#go(0)),
      button("one step back", "◀", () => this.#go(this.#at - 1)),
      button("one step forward", "▶", () => this.#go(this.#at + 1)),
      button("last step", "▶|", () => this.#go(last)),
      ...jump("the step that decides", "◆ decides", decided),
      ...jump("where it breaks", "✗ breaks", broken),
      this.#slider,
      this.#told,
    );
  }

  #panes(): HTMLElement {
    const left = element("div", { class: "pane" }, this.#count, this.#diagram.root);
    const right = element("div", { class: "pane" }, element("h4", { class: "title" }, "State"), this.#state);
    return element("div", { class: "panes" }, left, right);
  }

  #rows(): ReturnType<typeof rowsOf> {
    const { shows, folds } = this.#filters;
    return rowsOf(this.#trace, { shows, folds, opened: this.#opened });
  }

  #refilter(): void {
    const rows = this.#rows();
    const shown = rows.filter(({ kind }) => kind === "event").length;
    const all = this.#trace.events.length;
    this.#count.replaceChildren(
      shown === all ? `${all} events` : `${shown} of ${all} events, the rest folded or filtered`,
    );
    this.#diagram.show(rows);
    this.#go(this.#at);
  }

  #go(to: number): void {
    this.#at = Math.max(0, Math.min(this.#trace.steps.length, to));
    this.#slider.value = String(this.#at);
    const text = this.#text();
    this.#slider.setAttribute("aria-valuetext", text);
    this.#told.replaceChildren(text);
    this.#diagram.choose(this.#at - 1);
    const now = this.#states.after(this.#at);
    const before = this.#states.after(Math.max(0, this.#at - 1));
    this.#state.replaceChildren(...stateCards(this.#trace, now, before));
  }

  #text(): string {
    const step = this.#trace.steps[this.#at - 1];
    if (step === undefined) return `before the first of ${this.#trace.steps.length} steps`;
    const told = this.#trace.events.slice(step.first, step.first + step.count).map(({ lane, text }) => {
      const name = this.#trace.lanes[lane]?.name;
      return (name === undefined || text.startsWith(name) ? text : `${name} ${text}`).slice(0, 80);
    });
    return `step ${this.#at} of ${this.#trace.steps.length}, ${timeText(step.timeMs)}: ${told.slice(0, 3).join("; ")}`;
  }

  /** Arrow keys, Home and End, unless a field of its own uses them. */
  #pressed(event: KeyboardEvent): void {
    const own = event.target instanceof Element && event.target.closest("select, input") !== null;
    if (own || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowLeft: this.#at - 1, ArrowRight: this.#at + 1, Home: 0, End: this.#trace.steps.length }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    this.#go(to);
  }
}
