/** Changes that break nobody. */
import { type Row, row } from "./row.ts";

export const HARMLESS: readonly Row[] = [
  row(
    "longer retention",
    "shop",
    [["retention: 7d", "retention: 14d"]],
    "retention of topic orders",
    "in-place",
    { says: /kept longer/ },
  ),
  row(
    "more replicas",
    "orders",
    [
      ["replication: 3", "replication: 4"],
      ["nodes: 3", "nodes: 5"],
    ],
    "replication of topic orders",
    "in-place",
  ),
  row("more nodes", "shop", [["nodes: 3 }", "nodes: 5 }"]], "nodes of broker events", "in-place"),
  row(
    "a topic more",
    "orders",
    [["service shop {", "topic audit on events { carries: OrderPlaced }\nservice shop {"]],
    "topic audit added",
    "created",
  ),
  row(
    "a queue with a binding more",
    "shop",
    [
      [
        "service mailer {",
        'queue copy on tasks { type: quorum }\nbind notices -> copy { key: "order.#" }\nservice mailer {',
      ],
    ],
    "binding exchange notices -> queue copy (key order.#) added",
    "created",
  ),
  row(
    "a group more",
    "shop",
    [["service mailer {", "service audit { consumer log <- orders { start: earliest } }\nservice mailer {"]],
    "consumer audit.log added",
    "client",
    { says: /each reads everything/ },
  ),
  row(
    "a producer more",
    "orders",
    [
      [
        "service invoicing {",
        "service crm { producer importing -> orders { sends: OrderPlaced } }\nservice invoicing {",
      ],
    ],
    "producer crm.importing added",
    "client",
  ),
  row(
    "more instances",
    "shop",
    [["instances: 2", "instances: 4"]],
    "instances of consumer notifier.watch",
    "client",
  ),
  row(
    "another prefetch",
    "shop",
    [["prefetch: 20", "prefetch: 5"]],
    "prefetch of consumer mailer.mail",
    "client",
  ),
  row(
    "a longer memory of keys",
    "shop",
    [["keep: 30d", "keep: 60d"]],
    "keep of store notifier.seen",
    "client",
  ),
  row("another owner", "shop", [["@acme/crm", "@acme/mail"]], "owner of service notifier", "none"),
  row(
    "an optional field more",
    "shop",
    [["placedAt: timestamp", "placedAt: timestamp\n  source?: string"]],
    "field source of message OrderPlaced",
    "client",
  ),
  row(
    "an optional field less",
    "shop",
    [["  note?:    string[..500]\n", ""]],
    "field note of message OrderPlaced",
    "client",
  ),
  row(
    "a required field less that nobody reads",
    "orders",
    [
      ["  total:    decimal(12, 2)\n", ""],
      ["start: earliest\n    effect", "start: earliest\n    reads: [orderId]\n    effect"],
      ["instances: 2 }", "instances: 2, reads: [orderId] }"],
    ],
    "field total of message OrderPlaced",
    "client",
    { says: /nobody reads it/ },
  ),
  row(
    "a longer request time-out",
    "orders",
    [["idempotent: true }", "idempotent: true, request-timeout: 40s }"]],
    "request-timeout of producer shop.placing",
    "client",
  ),
];
