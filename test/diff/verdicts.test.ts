/** What is said of one change after the other, whole: severity, consequence and reason of each line. */
import { expect, test } from "vitest";
import type { Change, Severity } from "../../src/diff/change.ts";
import type { TopologyDiff } from "../../src/diff/diff.ts";
import { type Edit, edited } from "./compared.ts";

type Row = readonly [what: string, edits: readonly Edit[], change: string, consequence: string, says: RegExp];

const KAFKA: readonly Row[] = [
  [
    "no answer at all",
    [["acks: all, idempotent: true", "acks: 0"]],
    "acks of producer checkout.placing",
    "client",
    /^no broker answers/,
  ],
  [
    "fewer in-sync replicas",
    [["replication: 3, min-in-sync: 2, ret", "replication: 3, min-in-sync: 1, ret"]],
    "min-in-sync of topic orders",
    "in-place",
    /gone with one broker/,
  ],
  [
    "unclean elections",
    [["retention: 7d", "retention: 7d, unclean-election: true"]],
    "unclean-election of topic orders",
    "in-place",
    /lacks acknowledged messages/,
  ],
  [
    "a member of a group that reads already",
    [
      [
        "service ops    {",
        'service web { consumer pull <- orders { group: "ledger", start: earliest } }\nservice ops    {',
      ],
    ],
    "consumer web.pull",
    "client",
    /joins a group/,
  ],
  [
    "another cluster",
    [
      ["topic orders on events", "topic orders on others"],
      ["enum Region", 'broker others { type: kafka, version: "4.3", nodes: 3 }\nenum Region'],
    ],
    "on of topic orders",
    "recreate",
    /^no broker takes it over/,
  ],
  [
    "a rename of a topic that says so",
    [
      ["topic clicks on events {", "topic taps on events { was: clicks,"],
      ["-> clicks", "-> taps"],
      ["<- clicks", "<- taps"],
    ],
    "name of topic taps",
    "recreate",
    /new, empty one/,
  ],
  [
    "progress told before the effect",
    [["reads: [orderId, total, quantity] }", "reads: [orderId, total, quantity], steps: [settle, effect] }"]],
    "steps of consumer ledger.book",
    "client",
    /^a message is done before its effect/,
  ],
  [
    "a group named by its consumer that is renamed",
    [['group: "stats", ', ""]],
    "group of consumer stats.count",
    "client",
    /new group without offsets/,
  ],
];

const RABBITMQ: readonly Row[] = [
  [
    "other headers asked for",
    [['match: all(area: "eu")', 'match: all(area: "us")']],
    'binding exchange alarms -> queue desk (match all(area: "eu"))',
    "left-behind",
    /confirmed and dropped/,
  ],
  [
    "no confirms",
    [['placed", confirms: true, mandatory: true }', 'placed", mandatory: true }']],
    "confirms of producer notifier.announce",
    "client",
    /^no publish is answered/,
  ],
  [
    "another type of exchange",
    [["exchange notices on tasks { type: topic", "exchange notices on tasks { type: direct"]],
    "type of exchange notices",
    "refused",
    /^406/,
  ],
  [
    "a queue in memory",
    [["{ type: classic, max-length: 1000 }", "{ type: classic, max-length: 1000, durable: false }"]],
    "durable of queue sms",
    "refused",
    /^406/,
  ],
];

const MESSAGES: readonly Row[] = [
  [
    "an int64 travels as text",
    [["  quantity: int32", "  quantity: int64"]],
    "field quantity of message OrderPlaced",
    "client",
    /^another wire form/,
  ],
  [
    "a number as text",
    [["  quantity: int32", "  quantity: wire(int32, text)"]],
    "field quantity of message OrderPlaced",
    "client",
    /^another wire form/,
  ],
  [
    "another wire form",
    [["total:    decimal(12, 2)", "total:    wire(decimal(12, 2), number)"]],
    "field total of message OrderPlaced",
    "client",
    /^another wire form/,
  ],
  [
    "a required field that is read may be missing",
    [["  quantity: int32", "  quantity?: int32"]],
    "field quantity of message OrderPlaced",
    "client",
    /new messages may lack it/,
  ],
  [
    "bytes instead of fields",
    [
      [
        "message Alarm          { identity alarmId: uuid, level: int32, area: string }",
        "message Alarm: opaque",
      ],
      ["{area}", "eu"],
    ],
    "opaque of message Alarm",
    "client",
    /^bytes on one side/,
  ],
  [
    "the type of a message elsewhere",
    [["partitions: 6,", 'partitions: 6, by: header("ce-type"),']],
    "by of topic orders",
    "client",
    /no longer is/,
  ],
  [
    "another name of a message",
    [
      ["message Notice", "message Note"],
      ["carries: Notice", "carries: Note"],
      ["sends: Notice", "sends: Note"],
    ],
    "message Notice",
    "client",
    /a rename is another type/,
  ],
];

const RISKY: readonly Row[] = [
  [
    "a wider number of the same form",
    [["  quantity: int32", "  quantity: wire(int64, number)"]],
    "field quantity of message OrderPlaced",
    "client",
    /refuse what is allowed now/,
  ],
  [
    "any text instead of an id",
    [["orderId: uuid, reason", "orderId: string, reason"]],
    "field orderId of message OrderCancelled",
    "client",
    /refuse what is allowed now/,
  ],
  [
    "any text instead of an enum",
    [["  region:   Region\n", "  region:   string\n"]],
    "field region of message OrderPlaced",
    "client",
    /refuse what is allowed now/,
  ],
  [
    "a field that nobody reads must be filled",
    [["note?:    string", "note:    string"]],
    "field note of message OrderPlaced",
    "client",
    /every producer has to fill it/,
  ],
  [
    "one more routing key",
    [
      [
        'placed", confirms: true, mandatory: true }',
        'placed", confirms: true, mandatory: true, cc: ["order.x"] }',
      ],
    ],
    "cc of producer notifier.announce",
    "client",
    /queues may get more/,
  ],
  [
    "other headers",
    [['headers: { area: "{area}" }', 'headers: { area: "{area}", level: 1 }']],
    "headers of producer clicker.alarm",
    "client",
    /headers exchanges/,
  ],
  [
    "who reads it asks for more messages",
    [
      [
        'bind notices -> sms   { key: "order.eu.placed" }',
        'bind notices -> sms   { key: ["order.eu.placed", "order.us.placed"] }',
      ],
    ],
    "binding exchange notices -> queue sms (key order.us.placed)",
    "created",
    /did not get before/,
  ],
];

const SAFE: readonly Row[] = [
  [
    "a narrower binding beside a wider one",
    [["bind alarms", 'bind notices -> email { key: "order.eu.placed" }\nbind alarms']],
    "binding exchange notices -> queue email (key order.eu.placed)",
    "created",
    /a queue gets one copy/,
  ],
  [
    "any of one header is all of it",
    [['match: all(area: "eu")', 'match: any(area: "eu")']],
    'binding exchange alarms -> queue desk (match any(area: "eu"))',
    "created",
    /nothing changes/,
  ],
  [
    "a binding that asks for less beside one that asks for more",
    [["service checkout {", 'bind alarms -> desk { match: all(area: "eu", level: 1) }\nservice checkout {']],
    'binding exchange alarms -> queue desk (match all(area: "eu", level: 1))',
    "created",
    /nothing changes/,
  ],
  [
    "more partitions without a key",
    [["partitions: 3", "partitions: 6"]],
    "partitions of topic clicks",
    "in-place",
    /nothing moves/,
  ],
  [
    "a field that nobody reads",
    [["  customer: string\n", ""]],
    "field customer of message OrderPlaced",
    "client",
    /nobody reads it/,
  ],
  [
    "another form of what nobody reads",
    [["placedAt: timestamp", "placedAt: wire(timestamp, epoch-millis)"]],
    "field placedAt of message OrderPlaced",
    "client",
    /nobody reads it/,
  ],
  [
    "another member of a service's consumers",
    [["prefetch: 20", "prefetch: 40"]],
    "prefetch of consumer mailer.mail",
    "client",
    /asked for anew/,
  ],
  [
    "a queue that nobody read",
    [["queue desk", 'queue audit on tasks { type: quorum }\nbind notices -> audit { key: "#" }\nqueue desk']],
    "binding exchange notices -> queue audit (key #)",
    "created",
    /where nobody read before/,
  ],
];

function check(severity: Severity, [, edits, change, consequence, says]: Row): TopologyDiff {
  const diff = edited("market", ...edits);
  const name = ({ entity, setting }: Change): string =>
    setting === undefined ? entity : `${setting} of ${entity}`;
  const found = diff.changes.find((each) => name(each) === change);
  expect(found, diff.changes.map(name).join("\n")).toMatchObject({ severity, consequence });
  expect(found?.reason).toMatch(says);
  return diff;
}

test.each([...KAFKA, ...RABBITMQ, ...MESSAGES])("breaking: %s", (...row) => {
  check("breaking", row);
});

test.each(RISKY)("risky: %s", (...row) => {
  check("risky", row);
});

test.each(SAFE)("safe: %s", (...row) => {
  const { guarantees, changes } = check("safe", row);
  expect(guarantees.filter(({ direction }) => direction === "weakened")).toEqual([]);
  expect(changes.filter(({ severity }) => severity === "breaking")).toEqual([]);
});
