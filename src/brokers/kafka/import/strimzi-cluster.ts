/** A cluster by its Kafka and KafkaNodePool resources, and what its configuration means for topics. */
import { isList, isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import type { DraftBroker, DraftSetting } from "../../../drafts/draft.ts";
import { quoted } from "../../../drafts/quote.ts";
import type { Value } from "../../../model/value.ts";
import type { Resource } from "./strimzi-resource.ts";
import { type Config, type ConfigSettings, configSettings, UNKNOWN } from "./topic-config.ts";
import { versionOf } from "./versions.ts";

export interface ClusterResources {
  /** Configuration of its brokers; undefined where there is no Kafka resource. */
  readonly config: MapValue | undefined;
}

/** The broker named `name`, from the resources of that name. */
export function clusterOf(
  name: string,
  resources: readonly Resource[],
): { readonly broker: DraftBroker; readonly resources: ClusterResources } {
  const kafka = resources.find(({ kind }) => kind === "Kafka");
  const spec = isMap(kafka?.spec["kafka"]) ? kafka.spec["kafka"] : undefined;
  const nodes = nodesOf(spec, resources);
  const said = spec?.["version"];
  const version = versionOf(typeof said === "string" || typeof said === "number" ? `${said}` : "");
  const settings: DraftSetting[] = [
    ...(version === undefined ? [] : [{ name: "version", text: quoted(version.used) }]),
    { name: "nodes", text: `${nodes ?? assumedNodes(resources)}` },
  ];
  const notes = [
    ...(nodes === undefined ? ["how many nodes it has is not in these files"] : []),
    ...(version === undefined || version.said === version.used ? [] : [`it is Kafka ${version.said}`]),
  ];
  const broker: DraftBroker = {
    key: `kafka ${name}`,
    type: "kafka",
    wish: name === "" ? "kafka" : name,
    settings,
    origins: kafka === undefined ? [] : [kafka.origin],
    notes,
    ...(name === "" ? { isGuess: true } : {}),
  };
  const config = isMap(spec?.["config"]) ? spec["config"] : {};
  return { broker, resources: { config: kafka === undefined ? undefined : config } };
}

function nodesOf(spec: MapValue | undefined, resources: readonly Resource[]): number | undefined {
  const pools = resources.filter(
    ({ kind, spec: pool }) => kind === "KafkaNodePool" && isBroker(pool["roles"]),
  );
  const counts =
    pools.length > 0 ? pools.map((pool) => countOf(pool.spec["replicas"])) : [countOf(spec?.["replicas"])];
  if (counts.includes(undefined)) return undefined;
  return counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}

function isBroker(roles: Value | undefined): boolean {
  return !isList(roles) || roles.includes("broker");
}

function countOf(value: Value | undefined): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** No fewer than a topic has replicas. */
function assumedNodes(resources: readonly Resource[]): number {
  const replicas = resources.map(({ kind, spec }) =>
    kind === "KafkaTopic" ? (countOf(spec["replicas"]) ?? 1) : 1,
  );
  return replicas.reduce((most, each) => Math.max(most, each), 3);
}

/** What a topic says, and for what it does not say the cluster. */
export function topicSettings(spec: MapValue, { config: cluster }: ClusterResources): ConfigSettings {
  const own = configOf(isMap(spec["config"]) ? spec["config"] : {});
  const of = cluster === undefined ? undefined : ofCluster(configOf(cluster), own);
  const said = configSettings(new Map([...own, ...(of ?? [])]));
  const counts: DraftSetting[] = [
    { name: "partitions", text: countText(spec["partitions"], cluster, "num.partitions") },
    { name: "replication", text: countText(spec["replicas"], cluster, "default.replication.factor") },
  ];
  const open = cluster === undefined ? ["min-in-sync", "retention"] : [];
  const unknowns = open
    .filter((each) => !said.settings.some(({ name }) => name === each))
    .map((name) => ({ name, text: UNKNOWN }));
  const natives = said.settings.filter(({ name }) => name === "native");
  const others = said.settings.filter(({ name }) => name !== "native");
  return { settings: [...counts, ...others, ...unknowns, ...natives], leftOut: said.leftOut };
}

/** Kafka's own default is 1 for both. */
function countText(value: Value | undefined, cluster: MapValue | undefined, name: string): string {
  const own = countOf(value);
  if (own !== undefined) return `${own}`;
  if (value !== undefined && value !== null) return UNKNOWN;
  const given = cluster?.[name];
  const number = typeof given === "string" ? Number(given) : given;
  return cluster === undefined ? UNKNOWN : `${countOf(number) ?? 1}`;
}

/** Entries of the brokers that hold for a topic that is silent about them, by the topic's names. */
function ofCluster(cluster: Config, own: Config): Config {
  const found = new Map<string, string | number | boolean | undefined>();
  const take = (name: string, value: string | number | boolean | undefined): void => {
    if (!own.has(name) && value !== undefined) found.set(name, value);
  };
  take("min.insync.replicas", cluster.get("min.insync.replicas"));
  take("unclean.leader.election.enable", cluster.get("unclean.leader.election.enable"));
  take("cleanup.policy", cluster.get("log.cleanup.policy"));
  // Where old records are only replaced by newer ones, age removes none.
  if ((own.get("cleanup.policy") ?? found.get("cleanup.policy")) === "compact") return found;
  const hours = Number(cluster.get("log.retention.hours") ?? Number.NaN);
  const minutes = Number(cluster.get("log.retention.minutes") ?? Number.NaN);
  const ms = Number.isNaN(minutes) ? hours * 3_600_000 : minutes * 60_000;
  take("retention.ms", cluster.get("log.retention.ms") ?? (Number.isNaN(ms) ? undefined : ms));
  return found;
}

function configOf(map: MapValue): Config {
  return new Map(
    Object.entries(map).map(([name, each]) => {
      const isPlain = typeof each === "string" || typeof each === "number" || typeof each === "boolean";
      return [name, isPlain ? each : isList(each) ? each.map(String).join(",") : undefined];
    }),
  );
}
