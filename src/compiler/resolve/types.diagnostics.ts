/** Message types, and paths into them. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../diagnostics/define.ts";

const top = "waybill 1\ntopology shop\n";
const broker = `${top}broker b { type: demo }\nenum R { eu, us }\n`;
const message = `${broker}message M { identity id: uuid, orderId: uuid, region: R, note?: string, text: string, lines: Line[] }\nrecord Line { sku: string }\n`;
const log = (settings: string): string => `${message}log l on b { carries: M, ${settings} }\n`;
const service = (settings: string): string =>
  `${message}log l on b { carries: M }\nservice s { producer p -> l { sends: M } }\nservice t { store seen\n consumer c <- l { ${settings} } }\n`;
const router = (key: string): string =>
  `${message}router r on b {}\nbox q on b {}\nbind r -> q { key: "*" }\nservice s { producer p -> r { sends: M, routing-key: "${key}" } }\n`;

const sending = (often: string): string =>
  `${message}log l on b { carries: M }\nlog l2 on b { carries: M }\nservice s { producer p -> l { sends: M } }\nservice t { producer q -> l2 { sends: M }\n consumer c <- l { sends: q[${often}], steps: [q, effect, settle] } }\n`;

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  unknownType: "there is no type `{name}`{hint}",
  wrongArguments: "`{type}` is written {form}",
  messageInField: "`{name}` is a message and cannot be the type of a field",
  endlessRecord: "every `{name}` contains another `{name}`",
  identityInRecord: "a field of a record cannot be an identity",
  badIdentity: "the identity `{field}` is {trouble}",
  unknownPath: "`{message}` has no field `{path}`{hint}",
  pathThroughList: "`{path}` goes through the list `{field}` of `{message}`",
  pathOptional: "`{path}` may be missing in `{message}`, since `{field}` is optional",
  notUnique: "`{path}` does not tell messages of `{message}` apart: {reason}",
  unboundedKey: "`{path}` in a routing key is {type}, which may contain anything",
  notCarried: "{channel} does not carry `{message}`",
  opaquePath: "`{path}` cannot be checked: {what}",
  notScalar: "`{path}` is {type}, not a single value",
  notAList: "`{path}` is {type}, not a list",
  unknownWireForm: "a {type} has no wire form `{form}`{hint}: it has {forms}",
} as const;

const specs: SpecsOf<typeof messages> = {
  unknownType: {
    code: "WB2101",
    severity: "error",
    message: messages.unknownType,
    why: "What the field holds cannot be checked, generated or compared.",
    fix: "Correct the name, or declare a record or an enum.",
    example: { fires: `${top}message M { id: uid }\n`, quiet: `${top}message M { id: uuid }\n` },
  },
  wrongArguments: {
    code: "WB2102",
    severity: "error",
    message: messages.wrongArguments,
    why: "The type was not read.",
    fix: "Write it in that form.",
    example: {
      fires: `${top}message M { total: decimal(12) }\n`,
      quiet: `${top}message M { total: decimal(12, 2) }\n`,
    },
  },
  messageInField: {
    code: "WB2103",
    severity: "error",
    message: messages.messageInField,
    why: "A message travels by itself; what is part of another is a record.",
    fix: "Make it a record, or move the common fields into one.",
    example: {
      fires: `${top}message A { id: uuid }\nmessage B { a: A }\n`,
      quiet: `${top}record A { id: uuid }\nmessage B { a: A }\n`,
    },
  },
  endlessRecord: {
    code: "WB2104",
    severity: "error",
    message: messages.endlessRecord,
    why: "No finite message has that shape.",
    fix: "Make a field on the way optional, or a list.",
    example: { fires: `${top}record A { a: A }\n`, quiet: `${top}record A { a?: A }\n` },
  },
  identityInRecord: {
    code: "WB2105",
    severity: "error",
    message: messages.identityInRecord,
    why: "An identity says what makes two messages the same; a record is part of one.",
    fix: "Move the field, or the word `identity`, to the message.",
    example: {
      fires: `${top}record A { identity id: uuid }\n`,
      quiet: `${top}message A { identity id: uuid }\n`,
    },
  },
  badIdentity: {
    code: "WB2106",
    severity: "error",
    message: messages.badIdentity,
    why: "Two messages could not be told apart, or one message not recognised.",
    fix: "Give the message a field of its own for it, such as `identity eventId: uuid`.",
    example: {
      fires: `${top}message A { identity id?: uuid }\n`,
      quiet: `${top}message A { identity id: uuid }\n`,
    },
  },
  unknownPath: {
    code: "WB2107",
    severity: "error",
    message: messages.unknownPath,
    why: "There would be no value where one is needed.",
    fix: "Correct the path, or add the field.",
    example: { fires: log("key: orderld"), quiet: log("key: orderId") },
  },
  pathThroughList: {
    code: "WB2108",
    severity: "error",
    message: messages.pathThroughList,
    why: "There is one value for each entry, and none where it is empty.",
    fix: "Use a field that a message has once.",
    example: { fires: log("key: lines.sku"), quiet: log("key: orderId") },
  },
  pathOptional: {
    code: "WB2109",
    severity: "error",
    message: messages.pathOptional,
    why: "A message without it has no value where one is needed.",
    fix: "Make the field required, or use another.",
    example: { fires: log("key: note"), quiet: log("key: orderId") },
  },
  notUnique: {
    code: "WB2110",
    severity: "error",
    message: messages.notUnique,
    why: "Another message with the same value is taken for a repetition, and its effect is lost.",
    fix: "Use the identity of the messages.",
    example: {
      fires: service("effect: idempotent(orderId, in: seen)"),
      quiet: service("effect: idempotent(id, in: seen)"),
    },
  },
  unboundedKey: {
    code: "WB2111",
    severity: "error",
    message: messages.unboundedKey,
    why: "A value that contains the separator changes the number of words, so the message goes where nobody meant it to.",
    fix: "Use an enum, a uuid, a whole number, or a string with a pattern that excludes the separator.",
    example: { fires: router("order.{text}"), quiet: router("{region}") },
  },
  notCarried: {
    code: "WB2112",
    severity: "error",
    message: messages.notCarried,
    why: "Its consumers are not prepared for it.",
    fix: "Add the message to `carries`, or do not send it there.",
    example: {
      fires: `${message}message N { identity id: uuid }\nlog l on b { carries: M }\nservice s { producer p -> l { sends: N } }\n`,
      quiet: `${message}message N { identity id: uuid }\nlog l on b { carries: M | N }\nservice s { producer p -> l { sends: N } }\n`,
    },
  },
  opaquePath: {
    code: "WB2113",
    severity: "info",
    message: messages.opaquePath,
    why: "Whether the field exists shows at run time.",
    fix: "Declare the fields of the message.",
    example: {
      fires: `${broker}message M: opaque\nlog l on b { carries: M, key: id }\n`,
      quiet: `${broker}message M { identity id: uuid }\nlog l on b { carries: M, key: id }\n`,
    },
  },
  notScalar: {
    code: "WB2114",
    severity: "error",
    message: messages.notScalar,
    why: "A key, an identity or a part of a routing key is one value that can be written down.",
    fix: "Use a field of it.",
    example: { fires: log("key: lines"), quiet: log("key: orderId") },
  },
  notAList: {
    code: "WB2121",
    severity: "error",
    message: messages.notAList,
    why: "There are no entries of which each could be sent for.",
    fix: "Name a list, or write how often as a number or a range.",
    example: {
      fires: sending("per(region)"),
      quiet: sending("per(lines)"),
    },
  },
  unknownWireForm: {
    code: "WB2115",
    severity: "error",
    message: messages.unknownWireForm,
    why: "What travels would not be what the other side reads.",
    fix: "Choose one of the forms, or leave `wire` out for the usual one.",
    example: {
      fires: `${top}message M { at: wire(timestamp, epoch-milis) }\n`,
      quiet: `${top}message M { at: wire(timestamp, epoch-millis) }\n`,
    },
  },
};

export const types: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);
