/** One module a service: what it sends and gets as types, and its plan for the runtime. */
import type { Consumer } from "../../model/topology.ts";
import { identityOf } from "../../model/message-type.ts";
import { Code, type Data } from "../plan/data.ts";
import type { ConsumerModule, ProducerModule, ServiceModule } from "../plan/services.ts";
import type { MessagePlan, Types } from "../plan/types.ts";
import { isRewritten } from "./codecs.ts";
import { commentLine, dataLiteral, textLiteral, typeKey } from "./literal.ts";
import type { ImportSpec, ModuleSpec, StatementSpec } from "./module.ts";
import { NamedTypes, narrowedText } from "./narrowed.ts";

/** Which way messages are checked. */
export type Validate = "both" | "send" | "receive" | "off";

export function serviceModule(module: ServiceModule, types: Types, validate: Validate): ModuleSpec {
  const named = new NamedTypes(types);
  const sends = module.producers.map((each) => sendsProperty(each, named));
  const consumes = module.consumers.map((each) => consumesProperty(each, named));
  return {
    path: module.path,
    imports: importsOf(module, named),
    statements: [
      brokersType(module),
      endpointsType("Sends", "What it sends, by producer.", sends),
      endpointsType("Consumes", "What it gets, by consumer.", consumes),
      serviceConst(module, validate),
    ],
  };
}

function importsOf(module: ServiceModule, named: NamedTypes): readonly ImportSpec[] {
  const rewritten = module.messages.filter(({ type }) => isRewritten(type));
  const codecs = module.messages.map(({ type }) =>
    type.opaque ? "bytesCodec" : type.source === undefined ? "codec" : "jsonCodec",
  );
  const parks = module.consumers.some((consumer) => consumer.parks);
  return [
    {
      from: "runtime/client",
      values: ["service"],
      types: [
        ...(module.brokers.length > 0 ? ["Broker"] : []),
        ...(parks ? ["Park"] : []),
        "Service",
        "ServicePlan",
      ],
    },
    { from: "runtime/codec", values: [...new Set(codecs)].sort() },
    { from: "messages", types: named.used() },
    { from: "codecs", values: rewritten.flatMap(({ toWire, fromWire }) => [fromWire, toWire]).sort() },
    ...checksOf(module),
  ];
}

/** One import a module. */
function checksOf({ messages }: ServiceModule): readonly ImportSpec[] {
  const values = new Map<string, string[]>();
  for (const { check } of messages) {
    if (check === undefined) continue;
    const { from, exported, name } = check;
    values.set(from, [...(values.get(from) ?? []), exported === name ? name : `${exported} as ${name}`]);
  }
  return [...values].map(([from, names]) => ({ from, values: names.sort() }));
}

function brokersType({ brokers }: ServiceModule): StatementSpec {
  const properties = brokers.map(
    ({ name, kind }) => `readonly ${typeKey(name)}: Broker<${textLiteral(kind)}>`,
  );
  return {
    kind: "type",
    name: "Brokers",
    doc: ["The brokers that it connects to."],
    type: objectType(properties),
  };
}

function endpointsType(name: string, doc: string, properties: readonly string[]): StatementSpec {
  return { kind: "type", name, doc: [doc], type: objectType(properties) };
}

/** A type of properties, each on lines of its own. */
function objectType(properties: readonly string[]): string {
  if (properties.length === 0) return "{}";
  return `{\n${properties.map((each) => `${indented(each)};\n`).join("")}}`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function sendsProperty({ producer, messages }: ProducerModule, named: NamedTypes): string {
  const { to, settings } = producer;
  const said = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const doc = commentLine([`to ${to.kind} ${to.name}`, ...said].join(", "));
  const sent = messages.map(({ type, name }) => `readonly ${typeKey(type.name)}: ${named.use(name)}`);
  return `/** ${doc} */\nreadonly ${typeKey(producer.name)}: ${objectType(sent)}`;
}

function consumesProperty(module: ConsumerModule, named: NamedTypes): string {
  const { consumer, messages, parks, inbox } = module;
  const gets = messages.map(
    (plan) => `readonly ${typeKey(plan.type.name)}: ${gotText(consumer, plan, named)}`,
  );
  const properties = [
    `readonly gets: ${objectType(gets)}`,
    `readonly returns: void${parks ? " | Park" : ""}`,
    `readonly inbox: ${inbox}`,
  ];
  return `/** ${commentLine(consumerDoc(module))} */\nreadonly ${typeKey(consumer.name)}: ${objectType(properties)}`;
}

function consumerDoc({ consumer, parks }: ConsumerModule): string {
  const { from, effect, onFailure } = consumer;
  const gate = effect.kind === "idempotent" ? `, once per ${effect.path} in ${effect.store}` : "";
  const park = parks ? "; a handler may park" : "";
  return `from ${from.kind} ${from.name}${gate}; a throw: ${onFailure.kind}${park}`;
}

/** The whole message, or what `reads` leaves of it. */
function gotText({ reads }: Consumer, { type, name }: MessagePlan, named: NamedTypes): string {
  if (reads === undefined || !isRewritten(type)) return named.use(name);
  const paths = reads.map((path) => path.split("."));
  return narrowedText({ kind: "named", name: type.name }, paths, () => named.use(name), named);
}

function serviceConst({ plan, name, messages }: ServiceModule, validate: Validate): StatementSpec {
  const codecs = Object.fromEntries(
    messages.map((message) => [message.type.name, codecOf(message, validate)]),
  );
  const value = dataLiteral({ ...plan, codecs });
  return {
    kind: "const",
    name,
    type: "Service<Brokers, Sends, Consumes>",
    // A program that starts one service makes the plan of that one only.
    value: `/* @__PURE__ */ service((): ServicePlan => (${value}))`,
  };
}

function codecOf({ type, toWire, fromWire, check }: MessagePlan, validate: Validate): Data {
  if (type.opaque) return new Code(`/* @__PURE__ */ bytesCodec(${textLiteral(type.name)})`);
  const [identity, ...others] = identityOf(type);
  const isDescribed = type.source !== undefined;
  const spec: Data = {
    type: type.name,
    identity: identity !== undefined && others.length === 0 ? identity.split(".") : undefined,
    toWire: isDescribed ? undefined : new Code(toWire),
    fromWire: isDescribed ? undefined : new Code(fromWire),
    checkSent: check !== undefined && validate !== "receive" ? new Code(check.name) : undefined,
    checkGot: check !== undefined && validate !== "send" ? new Code(check.name) : undefined,
  };
  return new Code(`/* @__PURE__ */ ${isDescribed ? "jsonCodec" : "codec"}(${dataLiteral(spec, 6)})`);
}
