/** A graph as the text of a Mermaid flowchart. */
import type { Graph, GraphEdge, GraphGroup, GraphNode } from "./graph.ts";
import { SIGNS } from "./verdict-signs.ts";

const STYLES = {
  holds: "stroke:#1a7f37",
  refuted: "stroke:#cf222e,stroke-width:2px",
  undecided: "stroke:#9a6700",
  "not-judged": "stroke:#9a6700",
  "nothing-promised": "",
} as const;

/** Mermaid ends a label, a line or a statement at the others, or reads them as Markdown or a directive. */
const PLAIN = /[\p{L}\p{N}\p{M} .,_\-+=/()×→✓✗–·…?!'\u200d]/u;
/** Where Markdown would begin a list, or emphasise: the marks that are plain everywhere else. */
const MARKDOWN = /^[-+]|^\d+[.)]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Control characters, and those that turn the direction of what follows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Labels longer than this are cut, with an ellipsis. In characters. */
const LABEL_MAX = 120;

/**
 * Mermaid flowchart text of `graph`, with a final newline. The same graph gives the same bytes. Whatever a name
 * contains, it is shown as text: node ids are our own, and every character that Mermaid could read as syntax
 * is written as an entity.
 */
export function mermaid(graph: Graph): string {
  const lines = [`%% ${title(graph.title)}`, "flowchart LR"];
  for (const group of graph.groups) lines.push(...groupLines(group));
  for (const edge of graph.edges) lines.push(`  ${edgeText(edge)}`);
  graph.edges.forEach((edge, i) => {
    const style = edge.verdict === undefined ? "" : STYLES[edge.verdict];
    if (style !== "") lines.push(`  linkStyle ${i} ${style}`);
  });
  return `${lines.join("\n")}\n`;
}

function groupLines(group: GraphGroup): string[] {
  const nodes = group.nodes.map((node) => `    ${nodeText(node)}`);
  return [`  subgraph ${group.id}[${quoted(group.label)}]`, ...nodes, "  end"];
}

function nodeText(node: GraphNode): string {
  const label = quoted(node.label, node.detail);
  switch (node.shape) {
    case "producer":
      return `${node.id}([${label}])`;
    case "consumer":
      return `${node.id}[[${label}]]`;
    case "channel":
      return `${node.id}[(${label})]`;
    case "service":
      return `${node.id}[${label}]`;
  }
}

function edgeText(edge: GraphEdge): string {
  const text = edge.verdict === undefined ? edge.label : `${SIGNS[edge.verdict]} ${edge.label}`;
  const label = text === "" ? "" : `|${quoted(text)}|`;
  const arrow = edge.kind === "route" ? "-->" : edge.kind === "inner" ? "==>" : "-.->";
  return `${edge.from} ${arrow}${label} ${edge.to}`;
}

/** A quoted label; `detail` stands below it. */
function quoted(label: string, detail?: string): string {
  return detail === undefined
    ? `"${mermaidText(label)}"`
    : `"${mermaidText(label)}<br/>${mermaidText(detail)}"`;
}

/** `text` as Mermaid shows it in any place of a diagram: one line, cut, and nothing in it is syntax. */
export function mermaidText(text: string): string {
  const line = text.replaceAll(/[\t\r\n]/g, " ").trim();
  const characters = [...line];
  const shown = characters.length > LABEL_MAX ? `${characters.slice(0, LABEL_MAX).join("")}…` : line;
  const marks = new Set<number>();
  for (const match of shown.matchAll(MARKDOWN)) marks.add(match.index + match[0].length - 1);
  let body = "";
  let at = 0;
  for (const character of shown) {
    body += marks.has(at) ? entity(character) : escapedCharacter(character);
    at += character.length;
  }
  return body === "" ? entity(" ") : body;
}

function escapedCharacter(character: string): string {
  if (PLAIN.test(character)) return character;
  return INVISIBLE.test(character) ? "\ufffd" : entity(character);
}

function entity(character: string): string {
  return `#${character.codePointAt(0) ?? 0};`;
}

/** A comment is no label: nothing in it is decoded, so only what is harmless stays. */
function title(text: string): string {
  return [...text.slice(0, LABEL_MAX)].map((each) => (/[\w .-]/.test(each) ? each : "_")).join("");
}
