/** One violation: what it takes, what would change it, and its story to step through. Built when it is first opened. */
import type { Violation } from "../report-data.ts";
import { button, element } from "../../diagram/page/dom.ts";
import { StoryView } from "./story-view.ts";

export function violationView(flow: string, violation: Violation, isOpen: boolean): HTMLDetailsElement {
  const { clause, needs } = violation;
  const made = element("details", { class: "violation" });
  made.append(element("summary", {}, element("b", {}, `✗ ${flow}`), ` ${clause}, by ${needs}`));
  let isBuilt = false;
  const build = (): void => {
    if (isBuilt) return;
    isBuilt = true;
    made.append(aboutView(violation), ...storyParts(violation));
  };
  made.addEventListener("toggle", () => {
    if (made.open) build();
  });
  if (isOpen) {
    build();
    made.open = true;
  }
  return made;
}

function storyParts({ trace, decided }: Violation): readonly Node[] {
  if (trace !== undefined) return [new StoryView(trace, decided?.step).root];
  return [element("p", { class: "soft" }, "The report would become too long with this story: replay it.")];
}

function aboutView({ clause, by, causes, fix, decided, cites, command, trace }: Violation): HTMLElement {
  const rows: (readonly [string, string | HTMLElement])[] = [];
  if (trace?.breach !== undefined) rows.push(["broken", `${clause}: ${trace.breach.why}`]);
  if (trace !== undefined && trace.breach === undefined)
    rows.push(["replayed", "the story ends well on this spec: it has changed since it was found"]);
  for (const text of trace?.ending ?? []) rows.push(["in the end", text]);
  rows.push(["found by", by]);
  if (decided !== undefined) rows.push(["decided at", decided.text]);
  if (fix !== undefined) rows.push(["fix", fix]);
  if (causes.length > 0) rows.push(["would not happen with", causes.join(", or ")]);
  if (cites.length > 0) rows.push(["see", cites.join(", ")]);
  rows.push(["replay", commandView(command)]);
  return element(
    "dl",
    { class: "about" },
    ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

function commandView(command: string): HTMLElement {
  const code = element("code", { class: "command" }, command);
  const said = element("span", { role: "status", class: "soft" });
  const copy = button("copy the command", "copy", () => {
    select(code);
    navigator.clipboard.writeText(command).then(
      () => said.replaceChildren("copied"),
      () => said.replaceChildren("selected: copy it with the keyboard"),
    );
  });
  return element("span", { class: "copying" }, code, copy, said);
}

function select(node: Node): void {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
