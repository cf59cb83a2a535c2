/** One topology: its picture in the chosen view, the search, and the list of flows. */
import type { PageFlow, PageTopology, PageView } from "../page-data.ts";
import { button, element } from "./dom.ts";
import { flowList } from "./flow-list.ts";
import { Pictures } from "./pictures.ts";
import { searchBox } from "./search-box.ts";

export function topologyView(topology: PageTopology): HTMLElement {
  const canvas = element("div", {
    class: "canvas",
    tabindex: "0",
    role: "region",
    "aria-label": `${topology.name} as a picture`,
  });
  const choice = viewChoice(topology.views);
  const details = element("div", { class: "details", role: "status" });
  const pictures = new Pictures(topology, canvas, (number) => {
    choice.value = String(number);
  });
  const list = flowList(topology.flows, {
    follow: (flow) => pictures.follow(flow),
    pinned: (flow) => pictures.pin(flow),
  });
  pictures.onFlows = (flows) =>
    details.replaceChildren(...flows.flatMap((n) => detailView(topology.flows[n])));
  choice.addEventListener("change", () => pictures.show(Number(choice.value)));
  const tools = element(
    "div",
    { class: "tools" },
    element("label", {}, "view ", choice),
    searchBox(topology.entries, (entry) => pictures.show(entry.view, entry.node)),
    button("zoom out", "−", () => pictures.zoom(1 / 1.25)),
    button("zoom in", "+", () => pictures.zoom(1.25)),
    button("fit the picture into the page", "fit", () => pictures.fit()),
  );
  pictures.show(topology.first);
  return element(
    "section",
    { class: "topology" },
    element("h1", {}, topology.name),
    tools,
    element("div", { class: "panes" }, element("div", {}, canvas, details), element("aside", {}, list)),
  );
}

function detailView(flow: PageFlow | undefined): readonly HTMLElement[] {
  if (flow === undefined) return [];
  const lines = flow.lines.map((line) => element("p", {}, line));
  return [element("div", { class: `flow ${flow.verdict}` }, ...lines)];
}

function viewChoice(views: readonly PageView[]): HTMLSelectElement {
  return element(
    "select",
    {},
    ...views.map(({ name }, number) => element("option", { value: String(number) }, name)),
  );
}
