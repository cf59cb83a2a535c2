/** Draws the report from the data that the page holds. */
import type { ReportData, ReportedPromise, ReportedTopology } from "../report-data.ts";
import { button, element, picture } from "../../diagram/page/dom.ts";
import { violationView } from "./violation.ts";

const SIGNS: Readonly<Record<ReportedPromise["verdict"], string>> = {
  refuted: "✗",
  holds: "✓",
  undecided: "?",
  "not judged": "–",
  undetermined: "?",
  vacuous: "?",
};

/** A picture that is too wide becomes so small at most; beyond, it is scrolled. */
const LEGIBLE = 0.75;

function report(data: ReportData): readonly Node[] {
  const chips = data.verdicts.map(({ word, count }) =>
    element(
      "li",
      { class: `chip ${kindOf(word)}` },
      `${SIGNS[word]} ${count} ${word === "holds" ? "hold" : word}`,
    ),
  );
  const head = element(
    "header",
    {},
    element("h1", {}, "Waybill: what holds, and what breaks it"),
    element("ul", { class: "chips", "aria-label": "verdicts" }, ...chips),
    ...data.notVerified.map((text) => element("p", { class: "warning" }, text)),
  );
  return [head, element("main", {}, ...data.topologies.map((each) => topologyView(each)))];
}

function kindOf(word: ReportedPromise["verdict"]): string {
  return word === "refuted" || word === "holds" ? word : "open";
}

function graphOf({ name, picture: laidOut }: ReportedTopology): readonly HTMLElement[] {
  if (laidOut === undefined) return [];
  const { shapes, ...size } = laidOut;
  const graph = picture(size, shapes, `${name}: who sends to whom, and what holds`);
  graph.style.minWidth = `${Math.round(size.width * LEGIBLE)}px`;
  return [
    element(
      "div",
      { class: "graph", tabindex: "0", role: "region", "aria-label": "the topology with its verdicts" },
      graph,
    ),
  ];
}

function topologyView(topology: ReportedTopology): HTMLElement {
  const broken = topology.promises.flatMap((promise) =>
    promise.violations.map((each) => ({ promise, each })),
  );
  const views = broken.map(({ promise, each }, at) => violationView(promise.flow, each, at === 0));
  return element(
    "section",
    { class: "topology" },
    element("h2", {}, topology.name),
    ...graphOf(topology),
    element("h3", {}, "Promises"),
    element("ul", { class: "promises" }, ...topology.promises.map(promiseView)),
    ...(views.length === 0 ? [] : [violationsHead(views), ...views]),
  );
}

/** What is open is what is printed, so all can be opened at once. */
function violationsHead(views: readonly HTMLDetailsElement[]): HTMLElement {
  const all = button("open or close all violations", "open all", () => {
    const isOpening = views.some((view) => !view.open);
    for (const view of views) view.open = isOpening;
    all.replaceChildren(isOpening ? "close all" : "open all");
  });
  return element("h3", { class: "with-button" }, "Violations", ...(views.length > 1 ? [all] : []));
}

function promiseView(promise: ReportedPromise): HTMLElement {
  const { flow, promised, under, verdict, because, bounds } = promise;
  const under_ = under === "standard" ? "" : ` (under ${under})`;
  const word = verdict === "holds" ? "holds within these bounds" : verdict;
  return element(
    "li",
    { class: `promise ${kindOf(verdict)}` },
    element(
      "div",
      { class: "line" },
      element("b", {}, `${SIGNS[verdict]} ${flow}`),
      element("span", {}, `${promised}${under_}`),
      element("em", {}, word),
    ),
    ...because.map((text) => element("p", {}, `because ${text}`)),
    ...bounds.map((text) => element("p", { class: "soft" }, text)),
  );
}

const source = document.getElementById("data");
const target = document.getElementById("report");
if (source !== null && target !== null) {
  // cast: the page is written together with its data, by the same version
  const data = JSON.parse(source.textContent) as ReportData;
  target.append(...report(data));
}
