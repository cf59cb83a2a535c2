/** Channels and what binds them. */
import type { BindNode, ChannelNode, RefNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Origin } from "../../model/origin.ts";
import type { Binding, Broker, Channel, TypeTag } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import type { ChannelKind } from "../broker.ts";
import { meantFix } from "../syntax/meant.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import { placeOf } from "../../model/setting.ts";
import { argument } from "./arguments.ts";
import { BINDING_SETTINGS, CHANNEL_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { hintOf, oneOf, quoted } from "./describe.ts";
import { names } from "./names.diagnostics.ts";
import { physicalName } from "./physical-names.ts";
import type { ChannelUses } from "./resolution.ts";
import { type BrokerEntry, type ChannelEntry, entityText, type Scope } from "./scope.ts";

const { report } = names;

/** A channel whose name and place are known; its settings are read once all names are. */
export interface Placed {
  readonly node: ChannelNode;
  readonly entry: ChannelEntry;
  readonly kind?: ChannelKind;
}

const DECLARATIONS = ["broker", "message", "record", "enum", "bind", "service", "guarantee"];

/** Declares the channel in `scope`, also where its broker or kind is not known, so that references to it resolve. */
export function placeChannel(
  node: ChannelNode,
  allKinds: readonly string[],
  scope: Scope,
): Placed | undefined {
  const { name, channelKind, broker: on } = node;
  const broker = brokerOf(node, allKinds, scope);
  const kinds = broker?.rules?.kinds ?? [];
  const kind = kinds.find((each) => each.kind === channelKind.text);
  if (kind === undefined && broker?.rules !== undefined) {
    const known = kinds.map((each) => each.kind);
    const where = `broker \`${on?.text ?? ""}\` (${broker.rules.type})`;
    reportKind(node, where, known, known, scope);
  }
  if (!scope.declare(channelKind.text, name)) return undefined;
  const entry: ChannelEntry = { kind: channelKind.text, name: name.text, broker, span: name.span };
  scope.addChannel(entry);
  return { node, entry, ...(kind && { kind }) };
}

function brokerOf(node: ChannelNode, allKinds: readonly string[], scope: Scope): BrokerEntry | undefined {
  const { name, channelKind, broker: on } = node;
  if (on !== undefined) {
    return scope.brokers.get(on.text) ?? scope.unknown("broker", on, scope.brokers.keys());
  }
  if (channelKind.text === "" || name.text === "") return undefined;
  if (allKinds.includes(channelKind.text)) {
    scope.sink.add(report.noBroker(name.span, { what: entityText(channelKind.text, name.text) }));
  } else reportKind(node, "a topology", allKinds, [...DECLARATIONS, ...allKinds], scope);
  return undefined;
}

function reportKind(
  node: ChannelNode,
  where: string,
  known: readonly string[],
  candidates: readonly string[],
  scope: Scope,
): void {
  const { text, span } = node.channelKind;
  if (text === "") return;
  const meant = nearest(text, candidates);
  const kinds = known.length === 0 ? "nothing of the kind" : oneOf(known.map((kind) => `\`${kind}\``));
  const params = { where, kind: quoted(text), hint: hintOf(meant), kinds };
  scope.sink.add(report.unknownKind(span, params, meantFix(span, meant)));
}

export function resolveChannel(
  { node, entry, kind }: Placed,
  brokers: ReadonlyMap<string, Broker>,
  scope: Scope,
): ChannelUses | undefined {
  const what = entityText(entry.kind, entry.name);
  const decoded = decodeSettings(
    node.settings,
    [CHANNEL_SETTINGS, kind?.settings ?? {}],
    {
      what,
      span: node.name.span,
      lenient: kind === undefined,
      channel: (wanted) => scope.channelValue(wanted, entry.broker?.name),
    },
    scope.sink,
  );
  const carries = messageNames(decoded, "carries", scope);
  const { carries: _carries, name, owner, by, was, "declared-by": declaredBy, ...settings } = decoded.values;
  const broker = brokers.get(entry.broker?.name ?? "");
  if (kind === undefined || broker === undefined) return undefined;
  const physical = physicalName(entry.name, name, broker);
  const channel: Channel = {
    kind: entry.kind,
    name: entry.name,
    broker: broker.name,
    carries,
    ...(physical !== undefined && { physicalName: physical }),
    ...(typeof owner === "string" && { owner }),
    ...(typeof declaredBy === "string" && declaredBy !== "operator" && { declaredBy }),
    ...tagOf(by, decoded, scope),
    ...(typeof was === "string" && { was }),
    settings,
    origin: node.name.span,
    origins: decoded.origins,
  };
  return { channel, paths: decoded.paths.filter(({ setting }) => setting !== "declared-by") };
}

/** Endpoints that channels name as those that declare them. */
export function checkDeclarers(
  channels: readonly Channel[],
  endpoints: readonly string[],
  scope: Scope,
): void {
  for (const channel of channels) {
    const { declaredBy: text } = channel;
    if (text === undefined || endpoints.includes(text)) continue;
    const setting = placeOf(channel, "declared-by");
    scope.unknown("endpoint", { text, span: { ...setting, start: setting.end - text.length } }, endpoints);
  }
}

function tagOf(by: Value | undefined, decoded: Decoded, scope: Scope): { readonly by?: TypeTag } {
  if (by === "routing-key") return { by: { kind: by } };
  const header = argument(by, "header", "name");
  if (typeof header === "string") return { by: { kind: "header", name: header } };
  const path = argument(by, "field", "path");
  if (typeof path === "string") return { by: { kind: "field", path } };
  const at = decoded.nodes.get("by")?.value.span;
  if (by !== undefined && at !== undefined)
    scope.sink.add(notation.report.notSupported(at, { what: "`by: schema-id`" }));
  return {};
}

/** The message types that a setting names, without those that do not exist, which are reported. */
export function messageNames(decoded: Decoded, setting: string, scope: Scope): string[] {
  const seen = new Set<string>();
  for (const use of decoded.names) {
    if (use.setting !== setting || use.of !== "message") continue;
    const type = scope.types.get(use.name);
    if (type?.kind === "message") seen.add(type.name ?? use.name);
    else scope.unknown("message", { text: use.name, span: use.span }, allMessages(scope));
  }
  return [...seen];
}

function allMessages({ types }: Scope): readonly string[] {
  return [...types].filter(([, { kind }]) => kind === "message").map(([name]) => name);
}

export function resolveBinding(node: BindNode, scope: Scope): Binding | undefined {
  const allRules = [...scope.brokers.values()].map((each) => each.rules?.bindings);
  const from = reference(
    node.from,
    allRules.flatMap((each) => each?.from ?? []),
    scope,
  );
  const to = reference(
    node.to,
    allRules.flatMap((each) => each?.to ?? []),
    scope,
  );
  const broker = from?.broker;
  const rules = broker?.rules?.bindings;
  const decoded = decodeSettings(
    node.settings,
    [BINDING_SETTINGS, rules?.settings ?? {}],
    {
      what: "a binding",
      span: node.span,
      lenient: rules === undefined,
      channel: (wanted) => scope.channelValue(wanted, broker?.name),
    },
    scope.sink,
  );
  if (from === undefined || to === undefined || broker?.rules === undefined) return undefined;
  const reason = refusal(from, to);
  if (reason !== undefined) {
    const ends = { from: entityText(from.kind, from.name), to: entityText(to.kind, to.name) };
    scope.sink.add(report.cannotBind(node.span, { ...ends, reason }));
    return undefined;
  }
  return {
    from: { kind: from.kind, name: from.name },
    to: { kind: to.kind, name: to.name },
    settings: decoded.values,
    origin: headOf(node),
    origins: decoded.origins,
  };
}

/** The channel that a reference means where one of `expected` kinds is wanted. */
export function reference(
  node: RefNode,
  expected: readonly string[],
  scope: Scope,
): ChannelEntry | undefined {
  const { text: name } = node.name;
  if (name === "") return undefined;
  const kind = node.class?.text;
  const kinds = scope.kindsFor(name, expected);
  return scope.channel({ name, ...(kind !== undefined && { kind }), kinds, span: node.span });
}

function refusal(from: ChannelEntry, to: ChannelEntry): string | undefined {
  const rules = from.broker?.rules?.bindings;
  if (to.broker !== undefined && from.broker !== to.broker) {
    return `one is on broker \`${from.broker?.name ?? ""}\`, the other on \`${to.broker.name}\``;
  }
  if (rules === undefined) return "this broker binds nothing";
  if (!rules.from.includes(from.kind)) return `messages do not leave a ${from.kind} by a binding`;
  return rules.to.includes(to.kind) ? undefined : `messages do not come to a ${to.kind} by a binding`;
}

/** `a -> b` without the settings. */
function headOf(node: BindNode): Origin {
  const { file } = node.span;
  return { file, start: node.from.span.start, end: node.to.span.end };
}
