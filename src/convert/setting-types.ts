/** What a setting of an entity takes: by its class and, for channels and endpoints, by the broker. */
import type * as tree from "../../grammar/tree.ts";
import type { CompileBroker } from "../compiler/broker.ts";
import * as core from "../compiler/resolve/core-settings.ts";
import type { Param, SettingTable, ValueType } from "../compiler/vocabulary.ts";

export type Rules = Pick<CompileBroker, "settings" | "kinds" | "bindings" | "producer" | "consumer">;

/** The type of a setting by its name; undefined where nobody knows it. */
export type TypeOf = (name: string) => ValueType | undefined;

type Entity =
  | tree.BrokerNode
  | tree.ChannelNode
  | tree.MessageNode
  | tree.BindNode
  | tree.ServiceNode
  | tree.StoreNode
  | tree.EndpointNode
  | tree.GuaranteeNode;

export class SettingTypes {
  readonly #brokers: readonly Rules[];
  /** Kinds of the channels that the file declares, by name. */
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(document: tree.DocumentNode, brokers: readonly Rules[]) {
    this.#brokers = brokers;
    this.#kinds = new Map(
      document.declarations.flatMap((each): [string, string][] =>
        each.kind === "channel" ? [[each.name.text, each.channelKind.text]] : [],
      ),
    );
  }

  /** Of an entity of the tree. */
  of(node: Entity): TypeOf {
    switch (node.kind) {
      case "channel":
        return this.patched(node.channelKind.text);
      case "producer":
        return typesIn(
          core.PRODUCER_SETTINGS,
          this.#at(node.channel).map(({ producer }) => producer),
        );
      case "consumer":
        return typesIn(
          core.CONSUMER_SETTINGS,
          this.#at(node.channel).map(({ consumer }) => consumer),
        );
      case "bind":
        return typesIn(
          core.BINDING_SETTINGS,
          this.#brokers.flatMap(({ bindings }) => (bindings === undefined ? [] : [bindings.settings])),
        );
      case "guarantee":
        return typesIn(core.GUARANTEE_SETTINGS, []);
      case "message":
      case "record":
        return typesIn(core.DESCRIBED_SETTINGS, []);
      default:
        return this.patched(node.kind);
    }
  }

  /** Of what an environment patches, by its word; of the topology itself under `topology`. */
  patched(kind: string): TypeOf {
    switch (kind) {
      case "topology":
      case "service":
        return typesIn(core.SERVICE_SETTINGS, []);
      case "broker":
        return typesIn(
          core.BROKER_SETTINGS,
          this.#brokers.map(({ settings }) => settings),
        );
      case "store":
        return typesIn(core.STORE_SETTINGS, []);
      case "producer":
        return typesIn(
          core.PRODUCER_SETTINGS,
          this.#brokers.map(({ producer }) => producer),
        );
      case "consumer":
        return typesIn(
          core.CONSUMER_SETTINGS,
          this.#brokers.map(({ consumer }) => consumer),
        );
      default: {
        const own = this.#brokers.flatMap(({ kinds }) => kinds).filter((each) => each.kind === kind);
        return typesIn(
          core.CHANNEL_SETTINGS,
          own.map(({ settings }) => settings),
        );
      }
    }
  }

  /** The brokers that have a channel like this; all where it is declared elsewhere. */
  #at(ref: tree.RefNode | undefined): readonly Rules[] {
    const kind = ref?.class?.text ?? this.#kinds.get(ref?.name.text ?? "");
    const found = this.#brokers.filter(({ kinds }) => kinds.some((each) => each.kind === kind));
    return found.length > 0 ? found : this.#brokers;
  }
}

function typesIn(first: SettingTable, others: readonly SettingTable[]): TypeOf {
  const tables = [first, ...others];
  return (name) => tables.find((table) => Object.hasOwn(table, name))?.[name]?.type;
}

/** The parameters of a call within a value of `type`; undefined where it takes no such call. */
export function paramsIn(type: ValueType | undefined, call: string): readonly Param[] | undefined {
  switch (type?.kind) {
    case "call":
      return type.name === call
        ? type.params
        : firstOf(
            type.params.map((param) => param.type),
            call,
          );
    case "either":
      return firstOf(type.of, call);
    case "list":
      return paramsIn(type.of, call);
    default:
      return undefined;
  }
}

function firstOf(types: readonly ValueType[], call: string): readonly Param[] | undefined {
  for (const type of types) {
    const found = paramsIn(type, call);
    if (found !== undefined) return found;
  }
  return undefined;
}
