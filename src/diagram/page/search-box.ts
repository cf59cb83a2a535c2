/** Finds a service, a channel or an endpoint by a part of its name. */
import type { PageEntry } from "../page-data.ts";
import { element } from "./dom.ts";

const SHOWN_MOST = 12;

export function searchBox(entries: readonly PageEntry[], chosen: (entry: PageEntry) => void): HTMLElement {
  const input = element("input", {
    type: "search",
    placeholder: "find a service, channel, endpoint",
    "aria-label": "find",
  });
  const found = element("ul", { class: "found" });
  const choose = (entry: PageEntry): void => {
    found.replaceChildren();
    input.value = entry.name;
    chosen(entry);
  };
  const matches = (): readonly PageEntry[] => {
    const wanted = input.value.trim().toLowerCase();
    return wanted === "" ? [] : entries.filter(({ name }) => name.toLowerCase().includes(wanted));
  };
  input.addEventListener("input", () => {
    const all = matches();
    const rest =
      all.length > SHOWN_MOST
        ? [element("li", { class: "soft" }, `and ${all.length - SHOWN_MOST} more`)]
        : [];
    found.replaceChildren(...all.slice(0, SHOWN_MOST).map((entry) => resultOf(entry, choose)), ...rest);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") found.replaceChildren();
    const [first] = matches();
    if (event.key === "Enter" && first !== undefined) choose(first);
  });
  return element("div", { class: "search" }, input, found);
}

function resultOf(entry: PageEntry, choose: (entry: PageEntry) => void): HTMLElement {
  const made = element("button", { type: "button" }, entry.name, element("small", {}, ` ${entry.kind}`));
  made.addEventListener("click", () => choose(entry));
  return element("li", {}, made);
}
