/** Settings that an environment does not change. */
import type {
  BrokerNode,
  ChannelNode,
  DeclarationNode,
  EndpointNode,
  ServiceNode,
  StoreNode,
} from "../../../../grammar/tree.ts";
import type { CompileBroker } from "../../broker.ts";
import type { SettingTable } from "../../vocabulary.ts";
import {
  BROKER_SETTINGS,
  CHANNEL_SETTINGS,
  CONSUMER_SETTINGS,
  PRODUCER_SETTINGS,
  SERVICE_SETTINGS,
  STORE_SETTINGS,
} from "../core-settings.ts";
import { wordOf } from "../fits.ts";

type Entity = BrokerNode | ChannelNode | ServiceNode | EndpointNode | StoreNode;

interface Around {
  readonly declarations: readonly DeclarationNode[];
  readonly brokers: readonly CompileBroker[];
}

/** As the vocabularies say. */
export function isFixed(
  setting: string,
  node: Entity,
  declarations: readonly DeclarationNode[],
  brokers: readonly CompileBroker[],
): boolean {
  return tablesOf(node, { declarations, brokers }).some(
    (table) => Object.hasOwn(table, setting) && table[setting]?.fixed === true,
  );
}

function tablesOf(node: Entity, around: Around): readonly SettingTable[] {
  switch (node.kind) {
    case "broker":
      return [BROKER_SETTINGS];
    case "service":
      return [SERVICE_SETTINGS];
    case "store":
      return [STORE_SETTINGS];
    case "channel": {
      const kinds = rulesOf(node, around)?.kinds ?? [];
      return [CHANNEL_SETTINGS, kinds.find(({ kind }) => kind === node.channelKind.text)?.settings ?? {}];
    }
    case "producer":
      return [PRODUCER_SETTINGS, endpointRules(node, around)?.producer ?? {}];
    case "consumer":
      return [CONSUMER_SETTINGS, endpointRules(node, around)?.consumer ?? {}];
  }
}

/** What the broker that a channel says it is on brings with it. */
function rulesOf({ broker }: ChannelNode, { declarations, brokers }: Around): CompileBroker | undefined {
  const declared = declarations.find((each) => each.kind === "broker" && each.name.text === broker?.text);
  const setting =
    declared?.kind === "broker" ? declared.settings.find(({ name }) => name.text === "type") : undefined;
  const type = setting === undefined ? undefined : wordOf(setting.value);
  return brokers.find((each) => each.type === type);
}

function endpointRules({ channel }: EndpointNode, around: Around): CompileBroker | undefined {
  const found = around.declarations.find(
    (each) => each.kind === "channel" && each.name.text === channel.name.text,
  );
  return found?.kind === "channel" ? rulesOf(found, around) : undefined;
}
