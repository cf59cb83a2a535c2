/** Shows the topologies that the page holds: views to switch, flows to follow, names to find. */
import type { PageData, PageTopology } from "../page-data.ts";
import { element } from "./dom.ts";
import { topologyView } from "./topology-view.ts";

function page({ topologies }: PageData): readonly Node[] {
  const views = topologies.map(topologyView);
  if (topologies.length < 2) return views;
  const tabs = topologies.map((topology, at) => tab(topology, views, at));
  views.slice(1).forEach((view) => (view.hidden = true));
  return [element("nav", { "aria-label": "topologies" }, ...tabs), ...views];
}

function tab({ name }: PageTopology, views: readonly HTMLElement[], at: number): HTMLButtonElement {
  const made = element("button", { type: "button", "aria-pressed": String(at === 0) }, name);
  made.addEventListener("click", () => {
    views.forEach((view, k) => (view.hidden = k !== at));
    for (const other of made.parentElement?.children ?? [])
      other.setAttribute("aria-pressed", String(other === made));
  });
  return made;
}

const source = document.getElementById("data");
const target = document.getElementById("diagram");
if (source !== null && target !== null) {
  // cast: the page is written together with its data, by the same version
  const data = JSON.parse(source.textContent) as PageData;
  target.append(...page(data));
}
