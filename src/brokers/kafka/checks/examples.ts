/** Texts of the examples in the entries of this folder. */

/** A spec with a cluster of three nodes, of `version`, that ends in `body`. */
export function example(body: string, version = "4.3"): string {
  return `waybill 1\ntopology example\nbroker events { type: kafka, version: "${version}", nodes: 3 }\n${body}\n`;
}

/** The same with a message `Placed` for bodies that send one. */
export function sendingExample(body: string, version = "4.3"): string {
  return example(`message Placed { identity eventId: uuid, orderId: uuid }\n${body}`, version);
}
