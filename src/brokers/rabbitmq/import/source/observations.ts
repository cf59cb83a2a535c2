/** What code shows of itself, whatever else is true of the topology: settings that lose messages. */
import {
  defineDiagnostics,
  type Diagnostics,
  type DiagnosticSpec,
  type ExampleSource,
  type Finding,
  type Span,
  type SpecsOf,
} from "../../../../diagnostics/define.ts";
import type {
  ChannelKey,
  DraftBinding,
  DraftChannel,
  DraftEndpoint,
  DraftSetting,
} from "../../../../drafts/draft.ts";
import { keyText } from "../../../../drafts/draft.ts";
import { FindingGroups } from "../../../../drafts/finding-groups.ts";
import { plain, shown } from "../../../../drafts/quote.ts";
import { topicMatches } from "../../settings/keys.ts";

const code = (text: string): ExampleSource => [
  { path: "package.json", text: '{ "name": "mailer" }' },
  {
    path: "mail.ts",
    text: `import { connect } from "amqplib";\nconst connection = await connect("amqp://mq");\n${text}`,
  },
];
const CONSUMER =
  'const ch = await connection.createChannel();\nawait ch.assertQueue("mail");\nawait ch.prefetch(10);\n';
const PRODUCER = 'const ch = await connection.createConfirmChannel();\nawait ch.assertQueue("mail");\n';
const PUBLISH =
  'ch.sendToQueue("mail", Buffer.from("hello"), { persistent: true });\nawait ch.waitForConfirms();\n';

const messages = {
  noAck: "{who} takes messages of {channel} with `noAck: true` ({where})",
  noConfirms: "{who} publishes without confirms ({where})",
  unawaited: "{who} publishes on a confirm channel, and nothing waits for the confirms ({where})",
  transient: "{who} sends messages that are not persistent to the durable queue {channel} ({where})",
  early: "{who} acknowledges a message of {channel} before it is handled ({where})",
} as const;

const specs = {
  noAck: {
    code: "WB3261",
    severity: "warning",
    message: messages.noAck,
    why: "RabbitMQ forgets a message when it hands it out: a crash of the consumer loses all that it holds (R-CONS-07).",
    fix: "Acknowledge each message when it is handled, and limit what one consumer holds with `prefetch`.",
    example: {
      fires: code(`${CONSUMER}await ch.consume("mail", () => {}, { noAck: true });\n`),
      quiet: code(`${CONSUMER}await ch.consume("mail", () => {}, { noAck: false });\n`),
    },
  },
  noConfirms: {
    code: "WB3262",
    severity: "warning",
    message: messages.noConfirms,
    why: "Nobody learns that a message did not arrive: a lost connection loses what was under way (R-PUB-01).",
    fix: "Publish on a `createConfirmChannel()` and wait for its confirms.",
    example: {
      fires: code(
        `const ch = await connection.createChannel();\nawait ch.assertQueue("mail");\n${PUBLISH.split("\n")[0] ?? ""}\n`,
      ),
      quiet: code(`${PRODUCER}${PUBLISH}`),
    },
  },
  unawaited: {
    code: "WB3263",
    severity: "warning",
    message: messages.unawaited,
    why: "The broker answers, and nobody reads the answer: what it refused or never got is lost all the same (R-PUB-03).",
    fix: "Await `waitForConfirms()`, or give `publish` a callback.",
    example: {
      fires: code(`${PRODUCER}${PUBLISH.split("\n")[0] ?? ""}\n`),
      quiet: code(`${PRODUCER}${PUBLISH}`),
    },
  },
  transient: {
    code: "WB3264",
    severity: "warning",
    message: messages.transient,
    why: "A classic queue that survives a restart of its node keeps only persistent messages over it (R-DUR-02).",
    fix: "Publish with `persistent: true`.",
    example: {
      fires: code(`${PRODUCER}${PUBLISH.replace("persistent: true", "persistent: false")}`),
      quiet: code(`${PRODUCER}${PUBLISH}`),
    },
  },
  early: {
    code: "WB3265",
    severity: "warning",
    message: messages.early,
    why: "A crash in between loses the message: it is settled, and its effect has not happened.",
    fix: "Acknowledge after the work, and make the work repeatable.",
    example: {
      fires: code(`${CONSUMER}await ch.consume("mail", async (m) => { ch.ack(m); await deliver(m); });\n`),
      quiet: code(`${CONSUMER}await ch.consume("mail", async (m) => { await deliver(m); ch.ack(m); });\n`),
    },
  },
} as const;

const observed: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** Entries of what source code shows. Their examples are its files. */
export const SOURCE_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

/** That a service publishes without confirms, for one whose channels are not known. */
export function unconfirmed(at: Span, who: string, where: string): Finding {
  return observed.report.noConfirms(at, { who, where });
}

/** Findings about endpoints, one for each kind and service, or queue; one for all queues where they are many. */
export function observations(
  at: Span,
  channels: readonly DraftChannel[],
  bindings: readonly DraftBinding[],
  endpoints: readonly DraftEndpoint[],
): readonly Finding[] {
  const { report } = observed;
  const found = new FindingGroups();
  const declared = new Map(
    channels.filter(({ declaredBy }) => declaredBy !== undefined).map((each) => [keyText(each.key), each]),
  );
  for (const endpoint of endpoints) {
    const [who, channel] = [plain(endpoint.service), shown(endpoint.channel.name)];
    const says = (name: string, text: string): boolean =>
      endpoint.settings.some((each) => each.name === name && each.text === text);
    const add = (kind: string, subject: string, make: (subject: string, where: string) => Finding): void => {
      found.add({ family: JSON.stringify([kind, who]), subject, origins: endpoint.origins, make });
    };
    if (endpoint.role === "consumer") {
      const isLasting = !isFleeting(declared.get(keyText(endpoint.channel)));
      if (isLasting && says("settle", "on-delivery"))
        add("noAck", channel, (subject, where) => report.noAck(at, { who, channel: subject, where }));
      if (says("steps", "[settle, effect]"))
        add("early", channel, (subject, where) => report.early(at, { who, channel: subject, where }));
      continue;
    }
    if (says("confirms", "false")) add("noConfirms", "", (_, where) => report.noConfirms(at, { who, where }));
    if (endpoint.notes?.includes("nothing waits for the confirm") === true)
      add("unawaited", "", (_, where) => report.unawaited(at, { who, where }));
    if (!says("persistent", "false")) continue;
    const queue = reached(endpoint, bindings, declared).find((key) =>
      keepsPersistent(declared.get(keyText(key))),
    );
    if (queue !== undefined)
      add("transient", shown(queue.name), (subject, where) =>
        report.transient(at, { who, channel: subject, where }),
      );
  }
  return found.findings();
}

/** The queue itself, or those that surely get what is published with the key of `endpoint`. */
function reached(
  { channel, settings }: DraftEndpoint,
  bindings: readonly DraftBinding[],
  declared: ReadonlyMap<string, DraftChannel>,
): readonly ChannelKey[] {
  const type = textIn(declared.get(keyText(channel))?.settings, "type");
  const key = literalIn(settings, "routing-key");
  const bound = bindings.filter(({ from, settings: own }) => {
    if (keyText(from) !== keyText(channel)) return false;
    if (type === "fanout") return true;
    const pattern = own.length === 0 ? "" : literalIn(own, "key");
    if (key === undefined || pattern === undefined) return false;
    return type === "topic" ? topicMatches(pattern, key, "every") : key === pattern;
  });
  return [channel, ...bound.map(({ to }) => to)];
}

function textIn(settings: readonly DraftSetting[] | undefined, name: string): string | undefined {
  return settings?.find((each) => each.name === name)?.text;
}

/** A text in quotes; undefined where it is not known. */
function literalIn(settings: readonly DraftSetting[], name: string): string | undefined {
  const text = textIn(settings, name);
  const value: unknown = text?.startsWith('"') === true ? JSON.parse(text) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** It goes with its connection, or its last consumer: it keeps nothing from a crash in any case. */
function isFleeting(channel: DraftChannel | undefined): boolean {
  const settings = channel?.settings;
  return textIn(settings, "exclusive") === "true" || textIn(settings, "auto-delete") === "true";
}

/** A declared queue of one node that survives its restart. */
function keepsPersistent(channel: DraftChannel | undefined): boolean {
  if (channel === undefined) return false;
  const { key, settings } = channel;
  if (isFleeting(channel)) return false;
  const isClassic = (textIn(settings, "type") ?? "classic") === "classic";
  return key.kind === "queue" && isClassic && textIn(settings, "durable") === "true";
}
