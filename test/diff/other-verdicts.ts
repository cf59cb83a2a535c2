/** Changes of the spec `market` that break nothing for sure, with the words for it. */
import type { Row } from "./breaking-verdicts.ts";

export const RISKY: readonly Row[] = [
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

export const SAFE: readonly Row[] = [
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
    /nobody reads it; but a generated client/,
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
