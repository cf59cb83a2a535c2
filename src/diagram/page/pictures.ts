/** The picture of the view that is shown: its size, what is marked in it, and what a press leads to. */
import type { PageTopology, PageView } from "../page-data.ts";
import { picture } from "./dom.ts";

export class Pictures {
  /** Told which flows are pointed at, by their numbers in the topology. */
  onFlows: (flows: readonly number[]) => void = () => {};
  readonly #topology: PageTopology;
  readonly #canvas: HTMLElement;
  readonly #shown: (view: number) => void;
  #view: PageView | undefined;
  #svg: SVGSVGElement | undefined;
  #scale = 1;
  #pinned: number | undefined;

  constructor(topology: PageTopology, canvas: HTMLElement, shown: (view: number) => void) {
    this.#topology = topology;
    this.#canvas = canvas;
    this.#shown = shown;
    canvas.addEventListener("click", (event) => this.#pressed(event));
    canvas.addEventListener("pointerover", (event) => this.#pointed(event));
  }

  /** Shows a view; marks `node` in it and brings it into sight. */
  show(number: number, node?: string): void {
    const view = this.#topology.views[number];
    if (view === undefined) return;
    this.#view = view;
    this.#svg = picture(view, view.shapes, `${this.#topology.name}: ${view.name}`);
    this.#canvas.replaceChildren(this.#svg);
    this.#shown(number);
    this.#scale = 1;
    this.fit(0.8);
    this.follow(undefined);
    if (node === undefined) return;
    const box = this.#svg.querySelector(`[data-node="${node}"]`);
    box?.classList.add("found");
    box?.scrollIntoView({ block: "center", inline: "center" });
  }

  zoom(factor: number): void {
    this.#resize(Math.min(4, Math.max(0.1, this.#scale * factor)));
  }

  /** As large as the page allows, at most life size; text stays legible where nothing smaller than `least` is asked for. */
  fit(least = 0.1): void {
    const width = this.#view?.width ?? 1;
    this.#resize(Math.min(1, Math.max(least, (this.#canvas.clientWidth - 16) / width)));
  }

  follow(flow: number | undefined): void {
    this.#mark(flow ?? this.#pinned);
  }

  pin(flow: number): void {
    this.#pinned = this.#pinned === flow ? undefined : flow;
    this.follow(this.#pinned);
  }

  #resize(scale: number): void {
    const [view, svg] = [this.#view, this.#svg];
    if (view === undefined || svg === undefined) return;
    this.#scale = scale;
    svg.setAttribute("width", String(Math.round(view.width * scale)));
    svg.setAttribute("height", String(Math.round(view.height * scale)));
  }

  #mark(number: number | undefined): void {
    const local = this.#view?.flows.findIndex((flow) => flow.number === number) ?? -1;
    this.#svg?.classList.toggle("following", local >= 0);
    for (const marked of this.#svg?.querySelectorAll(".on") ?? []) marked.classList.remove("on");
    if (local < 0) return;
    const way = new Set(this.#view?.flows[local]?.way ?? []);
    for (const box of this.#svg?.querySelectorAll("[data-node]") ?? [])
      if (way.has(box.getAttribute("data-node") ?? "")) box.classList.add("on");
    for (const arrow of this.#svg?.querySelectorAll("[data-flows]") ?? [])
      if (flowsAt(arrow).includes(local)) arrow.classList.add("on");
  }

  #pointed({ target }: PointerEvent): void {
    const arrow = target instanceof Element ? target.closest("[data-flows]") : null;
    if (arrow === null) return;
    this.onFlows(flowsAt(arrow).flatMap((local) => this.#view?.flows[local]?.number ?? []));
  }

  /** A region leads to the view of its own, and from there back to all. */
  #pressed({ target }: MouseEvent): void {
    const element = target instanceof Element ? target : undefined;
    const region = element?.closest("[data-region]")?.getAttribute("data-region");
    const folded = element?.closest(".box.service")?.getAttribute("data-node")?.replace(/all$/, "");
    const behind = this.#view?.behind[region ?? folded ?? ""];
    if (behind === undefined) return;
    const isThere = this.#topology.views[behind] === this.#view;
    this.show(isThere ? this.#topology.first : behind);
  }
}

function flowsAt(arrow: Element): readonly number[] {
  const text = arrow.getAttribute("data-flows") ?? "";
  return text === "" ? [] : text.split(" ").map(Number);
}
