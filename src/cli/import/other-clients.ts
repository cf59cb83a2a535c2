/** Client libraries that source code uses and that are not read. */
import type { Finding } from "../../diagnostics/define.ts";
import { importing } from "../../drafts/import.diagnostics.ts";
import { plain } from "../../drafts/quote.ts";
import type { SourceFile } from "../../source/source.ts";

/** Packages of the npm registry that speak to RabbitMQ or Kafka. */
const NOT_READ: readonly string[] = [
  "rascal",
  "@nestjs/microservices",
  "@golevelup/nestjs-rabbitmq",
  "rabbitmq-client",
  "@cloudamqp/amqp-client",
  "rhea",
  "amqp",
  "amqp-ts",
  "jackrabbit",
  "rabbot",
  "foo-foo-mq",
  "servicebus",
  "moleculer",
  "@confluentinc/kafka-javascript",
  "@platformatic/kafka",
  "node-rdkafka",
  "kafka-node",
  "no-kafka",
];

const PLACES_MAX = 3;
const IMPORTED = /(?:\bfrom\s*|\brequire\(\s*|\bimport\(\s*|\bimport\s+)["']([^"'\n]{1,200})["']/g;

/** One finding for each library, with the first places; in the order of the table. */
export function otherClients(files: readonly SourceFile[], source: string): readonly Finding[] {
  const at = { file: source, start: 0, end: 0 };
  const places = new Map<string, string[]>();
  for (const { path, text } of files) {
    for (const { 1: specifier = "", index } of text.matchAll(IMPORTED)) {
      const name = NOT_READ.find((each) => specifier === each || specifier.startsWith(`${each}/`));
      if (name === undefined) continue;
      const line = text.slice(0, index).split("\n").length;
      places.set(name, [...(places.get(name) ?? []), `${path}:${line}`]);
    }
  }
  return NOT_READ.flatMap((name) => {
    const all = places.get(name);
    if (all === undefined) return [];
    const more = all.length > PLACES_MAX ? ` and ${all.length - PLACES_MAX} more` : "";
    return [
      importing.report.omitted(at, {
        what: `what goes through ${name}`,
        where: plain(`${all.slice(0, PLACES_MAX).join(", ")}${more}`),
        reason: "of client libraries are read amqplib, amqp-connection-manager and kafkajs",
      }),
    ];
  });
}
