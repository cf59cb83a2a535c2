/** Changes of the spec `market` that break something, with the words for it. */
import type { Edit } from "./compared.ts";

export type Row = readonly [
  what: string,
  edits: readonly Edit[],
  change: string,
  consequence: string,
  says: RegExp,
];

export const KAFKA: readonly Row[] = [
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

export const RABBITMQ: readonly Row[] = [
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

export const MESSAGES: readonly Row[] = [
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
