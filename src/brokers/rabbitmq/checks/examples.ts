/** Texts of the examples in the entries of this folder. */

/** A spec with a broker of three nodes, of `version`, that ends in `body`. */
export function example(body: string, version = "4.3"): string {
  return `waybill 1\ntopology example\nbroker tasks { type: rabbitmq, version: "${version}", nodes: 3 }\n${body}\n`;
}

/** The same with a message `Notice` for bodies that send one. */
export function sendingExample(body: string, version = "4.3"): string {
  return example(
    `enum Region { eu, us }\nmessage Notice { identity noticeId: uuid, region: Region }\n${body}`,
    version,
  );
}
