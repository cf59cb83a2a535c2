/** The flows with their verdicts, broken ones first; whoever points at one sees its way. */
import type { PageFlow } from "../page-data.ts";
import { element } from "./dom.ts";

interface Following {
  /** Shown while pointed at; undefined: no longer. */
  readonly follow: (flow: number | undefined) => void;
  /** Stays shown until pressed again. */
  readonly pinned: (flow: number) => void;
}

const ORDER: readonly PageFlow["verdict"][] = [
  "refuted",
  "undecided",
  "not-judged",
  "holds",
  "nothing-promised",
];

export function flowList(flows: readonly PageFlow[], { follow, pinned }: Following): HTMLElement {
  const sorted = flows
    .map((flow, number) => ({ flow, number }))
    .sort((a, b) => ORDER.indexOf(a.flow.verdict) - ORDER.indexOf(b.flow.verdict) || a.number - b.number);
  const items = sorted.map(({ flow: { verdict, lines }, number }) => {
    const [first = "", ...rest] = lines;
    const made = element("button", { type: "button", class: `flow ${verdict}` }, element("b", {}, first));
    made.append(...rest.map((line) => element("span", {}, line)));
    made.addEventListener("pointerenter", () => follow(number));
    made.addEventListener("pointerleave", () => follow(undefined));
    made.addEventListener("focus", () => follow(number));
    made.addEventListener("blur", () => follow(undefined));
    made.addEventListener("click", () => pinned(number));
    return element("li", {}, made);
  });
  return element("ul", { class: "flows", "aria-label": "flows" }, ...items);
}
