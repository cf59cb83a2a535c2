/** What code that uses kafkajs shows of itself, whatever else is true of the topology. */
import {
  defineDiagnostics,
  type Diagnostics,
  type DiagnosticSpec,
  type ExampleSource,
  type Finding,
  type Span,
  type SpecsOf,
} from "../../../../diagnostics/define.ts";
import type { DraftEndpoint } from "../../../../drafts/draft.ts";
import { FindingGroups } from "../../../../drafts/finding-groups.ts";
import { plain, shown } from "../../../../drafts/quote.ts";

const code = (text: string): ExampleSource => [
  { path: "package.json", text: '{ "name": "shop" }' },
  {
    path: "shop.ts",
    text: `import { Kafka } from "kafkajs";\nconst kafka = new Kafka({ brokers: [] });\n${text}`,
  },
];
const consumer = (more: string): ExampleSource =>
  code(
    `const consumer = kafka.consumer({ groupId: "shop" });\nawait consumer.subscribe({ topic: "orders"${more} });\n`,
  );
const producer = (made: string, more: string): ExampleSource =>
  code(
    `const producer = kafka.producer(${made});\nawait producer.send({ topic: "orders"${more}, messages: [] });\n`,
  );

const messages = {
  fromEnd: "{who} reads {channel} from its end when its group is new ({where})",
  acks: "{who} sends to {channel} with `acks: {acks}` ({where})",
  idempotent: "{who} sends to {channel} with `idempotent: true` of kafkajs ({where})",
} as const;

const specs = {
  fromEnd: {
    code: "WB3151",
    severity: "warning",
    message: messages.fromEnd,
    why: "Without `fromBeginning: true` a group that has committed nothing begins at the end: what was sent before it first ran is never read (K-CONS-09, K-CONS-10).",
    fix: "Subscribe with `fromBeginning: true`, if each message matters.",
    example: { fires: consumer(""), quiet: consumer(", fromBeginning: true") },
  },
  acks: {
    code: "WB3152",
    severity: "warning",
    message: messages.acks,
    why: "A send counts as done before a second broker has it: one crash loses what was acknowledged (K-PROD-11).",
    fix: "Leave `acks` out: kafkajs then waits for the whole in-sync set.",
    example: { fires: producer("", ", acks: 1"), quiet: producer("", "") },
  },
  idempotent: {
    code: "WB3153",
    severity: "warning",
    message: messages.idempotent,
    why: "kafkajs 2.2 gives a retried batch a sequence of another: after one lost answer, one of four messages was lost although acknowledged and another stored twice (seen on Kafka 4.3; tulios/kafkajs#1005).",
    fix: "Leave `idempotent` out and recognise repetitions where they are handled, or use another client.",
    example: { fires: producer("{ idempotent: true }", ""), quiet: producer("{ idempotent: false }", "") },
  },
} as const;

const observed: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** Entries of what source code shows. Their examples are its files. */
export const KAFKA_SOURCE_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

/** Findings about endpoints, one for each kind, service and topic; one for all topics where they are many. */
export function kafkaObservations(at: Span, endpoints: readonly DraftEndpoint[]): readonly Finding[] {
  const { report } = observed;
  const found = new FindingGroups();
  for (const { role, service, channel: key, settings, origins } of endpoints) {
    const who = plain(service);
    const channel = shown(key.name);
    const textOf = (name: string): string | undefined => settings.find((each) => each.name === name)?.text;
    const add = (kind: string, make: (subject: string, where: string) => Finding): void =>
      found.add({ family: JSON.stringify([kind, who]), subject: channel, origins, make });
    if (role === "consumer") {
      // Whoever joins a group of its own with each start wants what comes from then on.
      const isOwn = textOf("group") === "per-instance";
      if (textOf("start") === "latest" && !isOwn)
        add("end", (subject, where) => report.fromEnd(at, { who, channel: subject, where }));
      continue;
    }
    const acks = textOf("acks");
    if (acks === "0" || acks === "1")
      add(acks, (subject, where) => report.acks(at, { who, channel: subject, acks, where }));
    if (textOf("idempotent") === "true")
      add("idempotent", (subject, where) => report.idempotent(at, { who, channel: subject, where }));
  }
  return found.findings();
}
