/** What the state panel of a story shows, and what it has to show. */
import type { Page } from "playwright-core";
import { stateAfter, type Trace } from "../../src/report/trace.ts";

/** What the state panel says, card by card. */
export async function shownState(
  page: Page,
): Promise<readonly { title: string; lines: readonly string[] }[]> {
  return page.locator(".card").evaluateAll((cards) =>
    cards.map((card) => ({
      title: card.querySelector("h5")?.firstChild?.textContent ?? "",
      lines: [...card.querySelectorAll("dt")].map((name) => {
        const value = name.nextElementSibling;
        const entries = [...(value?.querySelectorAll("li") ?? [])].filter(
          (each) => each.querySelector("del") === null,
        );
        const fact = [...(value?.childNodes ?? [])].filter((each) => each.nodeName !== "DEL");
        const words =
          entries.length > 0
            ? entries.map((each) => each.textContent).join("|")
            : fact.map((each) => each.textContent).join("");
        return `${name.textContent}: ${words}`;
      }),
    })),
  );
}

/** What it has to say after so many steps. */
export function expectedState(
  trace: Trace,
  steps: number,
): readonly { title: string; lines: readonly string[] }[] {
  const parts = stateAfter(trace, steps - 1);
  const places = [...new Set([...trace.lanes.map(({ name }) => name), ...parts.map(({ place }) => place)])];
  return places.flatMap((place) =>
    parts
      .filter((part) => part.place === place)
      .map(({ title, facts, lists }) => ({
        title,
        lines: [
          ...facts.map(({ name, value }) => `${name}: ${value}`),
          ...lists.map(({ name, entries }) => {
            const words = entries.map(({ text, notes }) =>
              notes.length === 0 ? text : `${text} ${notes.join(", ")}`,
            );
            return `${name}: ${words.length === 0 ? "nothing" : words.join("|")}`;
          }),
        ],
      })),
  );
}
