/** What a running Kafka answered, as plain data: it can be saved, and read again without the cluster. */
import { isList, isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import type { Value } from "../../../model/value.ts";

/** The first field of saved answers, which says what the file is. */
export const ANSWERS_MARK = "waybillKafkaAnswers";

export interface ClusterAnswers {
  /** How many brokers the cluster has. */
  readonly brokers: number;
  /** `3.9` where a broker's configuration says it, `4.0 or newer` where it no longer does; undefined where it may not be read. */
  readonly version: string | undefined;
  readonly topics: readonly TopicAnswer[];
  readonly groups: readonly GroupAnswer[];
  /** What could not be asked, in few words. */
  readonly refused: readonly string[];
}

export interface TopicAnswer {
  readonly name: string;
  readonly partitions: number;
  /** Of the partition that has fewest. */
  readonly replicas: number;
  /** Entries that are not Kafka's own defaults; undefined where they could not be asked. */
  readonly config: ReadonlyMap<string, ConfigAnswer> | undefined;
  /** The offset of the first record that is still there, by partition; empty where it was not asked. */
  readonly begins: ReadonlyMap<string, number>;
  /** The offset behind the last record, by partition. */
  readonly ends: ReadonlyMap<string, number>;
}

export interface ConfigAnswer {
  readonly value: string;
  /** It is set on the topic itself, and not on the brokers. */
  readonly isOwn: boolean;
}

export interface GroupAnswer {
  readonly id: string;
  /** `consumer` for groups of consumers. */
  readonly type: string;
  /** How partitions are given out; empty where nobody is connected. */
  readonly assignor: string;
  /** Undefined where the library could not ask for them. */
  readonly members: readonly MemberAnswer[] | undefined;
  /** Committed offsets, by topic and partition. */
  readonly offsets: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface MemberAnswer {
  readonly client: string;
  /** Topics that it has partitions of, or has subscribed to. */
  readonly topics: readonly string[];
}

/** `value` as answers; undefined for what is none. What is not there or of another shape is left out. */
export function answersOf(value: Value | undefined): ClusterAnswers | undefined {
  if (!isMap(value) || value[ANSWERS_MARK] !== 1) return undefined;
  const version = value["version"];
  return {
    brokers: countOf(value["brokers"]) ?? 0,
    version: typeof version === "string" ? version : undefined,
    topics: mapsIn(value["topics"]).flatMap(topicOf),
    groups: mapsIn(value["groups"]).flatMap(groupOf),
    refused: textsIn(value["refused"]),
  };
}

function topicOf(map: MapValue): readonly TopicAnswer[] {
  const { name, config } = map;
  const [partitions, replicas] = [countOf(map["partitions"]), countOf(map["replicas"])];
  if (typeof name !== "string" || name === "" || partitions === undefined) return [];
  return [
    {
      name,
      partitions,
      replicas: replicas ?? 1,
      config: isMap(config) ? new Map(Object.entries(config).flatMap(configOf)) : undefined,
      begins: numbersIn(map["begins"]),
      ends: numbersIn(map["ends"]),
    },
  ];
}

function configOf([name, value]: readonly [string, Value]): readonly [string, ConfigAnswer][] {
  if (!isMap(value) || typeof value["value"] !== "string") return [];
  return [[name, { value: value["value"], isOwn: value["own"] === true }]];
}

function groupOf(map: MapValue): readonly GroupAnswer[] {
  const { id, type, assignor, members, offsets } = map;
  if (typeof id !== "string" || id === "") return [];
  const committed = isMap(offsets) ? Object.entries(offsets) : [];
  return [
    {
      id,
      type: typeof type === "string" ? type : "",
      assignor: typeof assignor === "string" ? assignor : "",
      members: isList(members) ? mapsIn(members).map(memberOf) : undefined,
      offsets: new Map(committed.map(([topic, of]) => [topic, numbersIn(of)])),
    },
  ];
}

function memberOf(map: MapValue): MemberAnswer {
  const { client } = map;
  return { client: typeof client === "string" ? client : "", topics: textsIn(map["topics"]) };
}

function numbersIn(value: Value | undefined): ReadonlyMap<string, number> {
  const entries = isMap(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([key, each]): [string, number][] => (typeof each === "number" ? [[key, each]] : [])),
  );
}

function mapsIn(value: Value | undefined): readonly MapValue[] {
  return isList(value) ? value.filter(isMap) : [];
}

function textsIn(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((each) => typeof each === "string") : [];
}

function countOf(value: Value | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
