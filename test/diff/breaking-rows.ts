/** Changes that break somebody, with what the broker does. */
import { BIND, bind, parking, type Row, row } from "./row.ts";

export const BREAKING: readonly Row[] = [
  row(
    "fewer partitions",
    "shop",
    [["partitions: 6", "partitions: 3"]],
    "partitions of topic orders",
    "impossible",
    {
      says: /can only grow/,
      cites: "K-TOPIC-08",
    },
  ),
  row(
    "more partitions of a keyed topic",
    "shop",
    [["partitions: 6", "partitions: 12"]],
    "partitions of topic orders",
    "in-place",
    {
      says: /keys move/,
      cites: "K-PART-02",
    },
  ),
  row(
    "fewer replicas",
    "orders",
    [["replication: 3", "replication: 2"]],
    "replication of topic orders",
    "in-place",
    {
      says: /reassignment/,
    },
  ),
  row(
    "shorter retention",
    "shop",
    [["retention: 7d", "retention: 1d"]],
    "retention of topic orders",
    "in-place",
    {
      says: /deleted/,
      cites: "K-TOPIC-01",
    },
  ),
  row("compaction", "shop", [["retention: 7d", "cleanup: compact"]], "cleanup of topic orders", "in-place", {
    says: /without a key are refused/,
    cites: "K-TOPIC-06",
  }),
  row(
    "another name of a topic",
    "shop",
    [["partitions: 6", 'partitions: 6, name: "orders.v2"']],
    "name of topic orders",
    "recreate",
    {
      says: /cannot be renamed/,
    },
  ),
  row("another key", "shop", [["key: orderId", "key: eventId"]], "key of topic orders", "client", {
    cites: "K-PART-01",
  }),
  row(
    "another group",
    "shop",
    [['"notifier-watch"', '"watch"']],
    "group of consumer notifier.watch",
    "client",
    {
      says: /new group without offsets.*handles all that is stored again/,
      cites: "K-CONS-09",
    },
  ),
  row("a transient queue", "shop", [parking("durable: false")], "durable of queue parking", "refused", {
    says: /^406 PRECONDITION_FAILED/,
    cites: "R-QUE-01",
  }),
  row("quorum to classic", "shop", [parking("type: classic")], "type of queue parking", "refused", {
    says: /deleted, with its messages and bindings/,
  }),
  row(
    "a length limit",
    "shop",
    [parking("type: quorum, max-length: 100")],
    "max-length of queue parking",
    "refused",
    {
      says: /as a policy .* in place/,
      cites: "R-POL-02",
    },
  ),
  row(
    "another dead-letter target",
    "shop",
    [["dead-letter: parking", "dead-letter: unrouted"]],
    "dead-letter-routing-key of queue email",
    "refused",
  ),
  row(
    "another type of exchange",
    "shop",
    [["type: topic, carries", "type: fanout, carries"]],
    "type of exchange notices",
    "refused",
    {
      cites: "R-EXCH-14",
    },
  ),
  row(
    "a binding less",
    "shop",
    [
      [BIND, ""],
      ["guarantee checkout.placing -> mailer.mail", "//"],
    ],
    "binding exchange notices -> queue email (key order.*.placed) removed",
    "left-behind",
    {
      says: /confirmed and dropped/,
    },
  ),
  row(
    "a narrower binding key",
    "shop",
    [bind('"order.eu.placed"')],
    "binding exchange notices -> queue email (key order.*.placed) removed",
    "left-behind",
  ),
  row(
    "another virtual host",
    "shop",
    [['vhost: "/shop"', 'vhost: "/other"']],
    "vhost of broker tasks",
    "recreate",
  ),
  row(
    "a competing consumer",
    "shop",
    [["service mailer {", "service audit { consumer log <- email { } }\nservice mailer {"]],
    "consumer audit.log added",
    "client",
    {
      says: /share its messages/,
      cites: "R-CONS-01",
    },
  ),
  row("no confirms", "shop", [["confirms: true, ", ""]], "confirms of producer notifier.announce", "client"),
  row(
    "acknowledged by the leader alone",
    "orders",
    [["acks: all, idempotent: true", "acks: 1"]],
    "acks of producer shop.placing",
    "client",
  ),
  row(
    "settled on delivery",
    "shop",
    [["on-failure: requeue", "settle: on-delivery"]],
    "settle of consumer mailer.mail",
    "client",
  ),
  row(
    "a required field more",
    "shop",
    [["placedAt: timestamp", "placedAt: timestamp\n  source: string"]],
    "field source of message OrderPlaced",
    "client",
    {
      says: /messages from before/,
    },
  ),
  row(
    "a required field less",
    "shop",
    [["  total:    decimal(12, 2)\n", ""]],
    "field total of message OrderPlaced",
    "client",
  ),
  row(
    "another type of a field",
    "shop",
    [["decimal(12, 2)", "float64"]],
    "field total of message OrderPlaced",
    "client",
  ),
  row(
    "a field of a record",
    "shop",
    [["quantity: int32", "quantity: string"]],
    "field lines.quantity of message OrderPlaced",
    "client",
  ),
  row(
    "a value of an enum more",
    "shop",
    [["eu, us, apac", "eu, us, apac, me"]],
    "value me of enum Region",
    "client",
  ),
  row("a value of an enum less", "shop", [["eu, us, apac", "eu, us"]], "value apac of enum Region", "client"),
  row(
    "a type more in a union",
    "shop",
    [["carries: OrderPlaced | OrderCancelled ", "carries: OrderPlaced | OrderCancelled | Notice "]],
    "carries of topic orders",
    "client",
  ),
  row(
    "another identity",
    "jobs",
    [["identity jobId: uuid, kind", "jobId: uuid, identity kind"]],
    "identity of message Job",
    "client",
  ),
];
