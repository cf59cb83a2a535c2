/** The space-time diagram of a story in a window: only the rows that can be seen are in the page. */
import type { Row } from "../rows.ts";
import { HEAD, headShapes, type Placed, placed, ROW, rowShapes } from "../space-time.ts";
import type { Trace } from "../trace.ts";
import { drawn, picture } from "../../diagram/page/dom.ts";
import { element } from "../../diagram/page/dom.ts";

/** Rows drawn above and below those that can be seen. */
const AROUND = 12;
/** Rows on paper at most. */
const PRINTED_MAX = 400;

export interface DiagramEvents {
  readonly chosen: (step: number) => void;
  readonly opened: (firstEvent: number) => void;
}

export class DiagramView {
  readonly root: HTMLElement = element("div", {
    class: "diagram",
    tabindex: "0",
    role: "region",
    "aria-label": "the story: who does what, time downwards; left and right arrow keys step through it",
  });
  readonly #trace: Trace;
  readonly #events: DiagramEvents;
  /** First event of that step. */
  readonly #decided: number | undefined;
  readonly #head: HTMLElement = element("div", { class: "head" });
  readonly #canvas: HTMLElement = element("div", { class: "canvas" });
  #picture: Placed;
  #step = -1;
  #drawn = "";

  /** `decided`: the step that decides how the story ends, to be marked. */
  constructor(trace: Trace, decided: number | undefined, rows: readonly Row[], events: DiagramEvents) {
    this.#decided = decided === undefined ? undefined : trace.steps[decided]?.first;
    this.#trace = trace;
    this.#events = events;
    this.#picture = placed(trace, rows);
    this.root.append(this.#head, this.#canvas);
    this.root.addEventListener("scroll", () => requestAnimationFrame(() => this.#draw()));
    addEventListener("resize", () => requestAnimationFrame(() => this.#draw()));
    addEventListener("beforeprint", () =>
      this.#drawRows(0, Math.min(PRINTED_MAX, this.#picture.rows.length)),
    );
    addEventListener("afterprint", () => this.#redraw());
    this.#canvas.addEventListener("click", (event) => this.#hit(event.target));
    this.#canvas.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && this.#hit(event.target)) event.preventDefault();
    });
    new ResizeObserver(() => this.#draw()).observe(this.root);
    this.#drawHead();
  }

  show(rows: readonly Row[]): void {
    this.#picture = placed(this.#trace, rows);
    this.#drawHead();
    this.#redraw();
  }

  /** Marks the rows of a step (-1: before the first) and brings them into view. */
  choose(step: number): void {
    this.#step = step;
    const { first, count } = this.#trace.steps[step] ?? { first: 0, count: 0 };
    const rows = Array.from({ length: count }, (_, k) => this.#picture.rowOf.get(first + k));
    const row = rows.find((each) => each !== undefined);
    const top = (row ?? 0) * ROW;
    const room = this.root.clientHeight - HEAD;
    const { scrollTop } = this.root;
    if (step < 0) this.root.scrollTop = 0;
    else if (row !== undefined && (top < scrollTop || top + count * ROW > scrollTop + room))
      this.root.scrollTop = Math.max(0, top - room / 3);
    this.#redraw();
  }

  #drawHead(): void {
    const { width, height } = this.#picture;
    this.#head.replaceChildren(picture({ width, height: HEAD }, headShapes(this.#picture), "who acts"));
    this.#canvas.style.height = `${height}px`;
    this.#canvas.style.width = `${width}px`;
  }

  #redraw(): void {
    this.#drawn = "";
    this.#draw();
  }

  #draw(): void {
    const { rows } = this.#picture;
    const seen = Math.ceil(Math.max(this.root.clientHeight, ROW) / ROW);
    const from = Math.max(0, Math.floor(this.root.scrollTop / ROW) - AROUND);
    this.#drawRows(from, Math.min(rows.length, from + seen + 2 * AROUND));
  }

  #drawRows(from: number, to: number): void {
    const sign = `${from} ${to}`;
    if (this.#drawn === sign) return;
    this.#drawn = sign;
    const { width } = this.#picture;
    const height = (to - from) * ROW + (to === this.#picture.rows.length ? 10 : 0);
    const made = picture({ width, height, top: from * ROW }, [], "what happens");
    made.append(
      ...this.#chosenBands(from, to),
      ...rowShapes(this.#picture, from, to).map(drawn),
      ...this.#decision(from, to),
    );
    made.style.top = `${from * ROW}px`;
    for (const fold of made.querySelectorAll<SVGElement>("[data-fold]")) {
      fold.setAttribute("role", "button");
      fold.setAttribute("tabindex", "0");
    }
    for (const row of made.querySelectorAll<SVGElement>("[data-event]")) {
      const event = this.#trace.events[Number(row.dataset["event"])];
      if (event !== undefined && this.#step >= 0 && event.step > this.#step) row.classList.add("later");
    }
    this.#canvas.replaceChildren(made);
  }

  #decision(from: number, to: number): readonly SVGElement[] {
    const row = this.#decided === undefined ? undefined : this.#picture.rowOf.get(this.#decided);
    if (row === undefined || row < from || row >= to) return [];
    return [
      drawn({
        tag: "text",
        attributes: { x: 4, y: row * ROW + ROW - 1, class: "decides" },
        text: "◆ decides",
      }),
    ];
  }

  #chosenBands(from: number, to: number): readonly SVGElement[] {
    const step = this.#trace.steps[this.#step];
    if (step === undefined) return [];
    const rows = new Set<number>();
    for (let k = 0; k < step.count; k++) {
      const row = this.#picture.rowOf.get(step.first + k);
      if (row !== undefined && row >= from && row < to) rows.add(row);
    }
    return [...rows].map((row) =>
      drawn({
        tag: "rect",
        attributes: {
          x: 1,
          y: row * ROW + 2,
          width: this.#picture.width - 2,
          height: ROW - 2,
          class: "chosen",
        },
      }),
    );
  }

  /** A row or a fold was pressed. */
  #hit(target: EventTarget | null): boolean {
    if (!(target instanceof Element)) return false;
    const fold = target.closest<SVGElement>("[data-fold]");
    const row = target.closest<SVGElement>("[data-event]");
    if (fold !== null) this.#events.opened(Number(fold.dataset["fold"]));
    const event = row === null ? undefined : this.#trace.events[Number(row.dataset["event"])];
    if (event !== undefined) this.#events.chosen(event.step);
    return fold !== null || event !== undefined;
  }
}
