/** Brokers and their links in words. */
import { columns } from "../text.ts";
import type { BrokerState, LinkRow } from "./state.ts";

/** For a shell: `WAYBILL_KAFKA=…`. */
export function assignment({ variable, address }: BrokerState): string {
  return `${variable}=${address}`;
}

/** What is said when a broker has started. */
export function upText(state: BrokerState): readonly string[] {
  const { type, release, folder, nodes } = state;
  const rows = nodes.map(({ name, address }) => [`  ${name}`, address]);
  return [
    `${type} ${release} is up: ${nodes.length === 1 ? "one node" : `${nodes.length} nodes`}, data in ${folder}`,
    ...columns(rows),
  ];
}

/** What one can do to it, said once. */
export const HINT =
  "waybill broker status, kill node-1, restart node-1, cut clients, heal, down: from another terminal";

/** All of it. */
export function statusText(state: BrokerState): string {
  const { type, release, folder, startedIn, nodes, links } = state;
  const nodeRows = nodes.map(({ name, address, state: how }) => [`    ${name}`, how, address]);
  const linkRows = links.map((link) => [`    ${link.name}`, `${link.connections} open`, wordsOf(link)]);
  return [
    `${type} ${release}, started in ${startedIn}, data in ${folder}`,
    "  nodes",
    ...columns(nodeRows),
    "  links",
    ...columns(linkRows),
    "",
  ].join("\n");
}

function wordsOf({ held, swallows, severed, delayMs }: LinkRow): string {
  const words = [
    ...(severed ? ["cut"] : []),
    ...(held.length === 0 ? [] : [`holds ${held.join(" and ")}`]),
    ...(swallows ? ["swallows answers"] : []),
    ...(delayMs > 0 ? [`${delayMs} ms later`] : []),
  ];
  return words.length === 0 ? "" : words.join(", ");
}

/** For `eval`: quoted, so that nothing in an address is a command. */
export function exportLine({ variable, address }: Pick<BrokerState, "variable" | "address">): string {
  return `export ${variable}='${address.replaceAll("'", String.raw`'\''`)}'`;
}
