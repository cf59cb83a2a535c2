/** Resources of Strimzi (kafka.strimzi.io/v1beta2 and v1): KafkaTopic, KafkaUser, Kafka, KafkaNodePool. */
import { isList, isMap } from "../../../compiler/resolve/arguments.ts";
import { readDocuments } from "../../../compiler/syntax/documents.ts";
import type { Source } from "../../../compiler/syntax/read.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { Draft, DraftBroker, DraftChannel, DraftEndpoint } from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import { importing } from "../../../drafts/import.diagnostics.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import type { Value } from "../../../model/value.ts";
import { clusterOf, type ClusterResources, topicSettings } from "./strimzi-cluster.ts";
import type { Resource } from "./strimzi-resource.ts";
import { topicFindings } from "./topic-findings.ts";
import { declaredTopic, topicKey } from "./topics.ts";
import { type Access, accessOf, userEndpoints } from "./strimzi-users.ts";

/** A draft of all resources in `files`. */
export function draftStrimzi(files: readonly Source[]): Draft {
  return new Reading(files).draft();
}

class Reading {
  readonly #files: readonly Source[];
  readonly #resources: Resource[] = [];
  readonly #unread: { readonly file: string; readonly reason: string }[] = [];
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];

  constructor(files: readonly Source[]) {
    this.#files = files;
    for (const file of files) this.#read(file);
  }

  draft(): Draft {
    const [file] = this.#files;
    const at = { file: file?.path ?? "", start: 0, end: 0 };
    const clusters = this.#clusters();
    const topics = this.#resources.filter(({ kind }) => kind === "KafkaTopic");
    const channels = topics.flatMap((topic) => this.#topic(topic, clusters));
    const endpoints = this.#users(channels);
    const services = [...new Set(endpoints.map(({ service }) => service))].map((name) => ({
      name,
      of: "kafka",
      settings: [{ name: "external", text: "true" }],
      origins: [],
      notes: ["what it may do by its ACLs"],
    }));
    return {
      ...emptyDraft(this.#files.map(({ path }) => path).join(", ")),
      head: this.#head(topics.length),
      brokers: [...clusters.values()].map(({ broker }) => broker),
      channels,
      endpoints,
      services,
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...this.#unread.map((each) => importing.report.unread(at, each)),
        ...this.#omitted.map((each) => importing.report.omitted(at, each)),
        ...topicFindings(at, channels),
      ],
    };
  }

  #head(topics: number): readonly string[] {
    const files = this.#files.length === 1 ? (this.#files[0]?.path ?? "") : `${this.#files.length} files`;
    return [
      `Imported from Strimzi resources in ${files}: ${topics} topics. By which field messages are keyed, and what else services do, is not in them.`,
    ];
  }

  #read(file: Source): void {
    for (const { value, findings, line } of readDocuments(file)) {
      const [first] = findings;
      if (value === undefined)
        this.#unread.push({
          file: plain(`the document in line ${line} of ${file.path}`),
          reason: plain(first?.message ?? "it cannot be read"),
        });
      else for (const each of resourcesIn(value)) this.#resource(each, `${file.path}:${line}`);
    }
  }

  #resource(value: Value, origin: string): void {
    if (!isMap(value) || !/^kafka\.strimzi\.io\//.test(textOf(value["apiVersion"]))) return;
    const metadata = isMap(value["metadata"]) ? value["metadata"] : {};
    const labels = isMap(metadata["labels"]) ? metadata["labels"] : {};
    const name = textOf(metadata["name"]);
    const spec = isMap(value["spec"]) ? value["spec"] : {};
    const kind = textOf(value["kind"]);
    const cluster = kind === "Kafka" ? name : textOf(labels["strimzi.io/cluster"]);
    this.#resources.push({ kind, name, cluster, spec, origin });
  }

  #clusters(): ReadonlyMap<string, { readonly broker: DraftBroker; readonly resources: ClusterResources }> {
    const names = new Set(
      this.#resources
        .filter(({ kind }) => ["Kafka", "KafkaTopic", "KafkaUser"].includes(kind))
        .map(({ cluster }) => cluster),
    );
    return new Map(
      [...names].map((name) => [
        name,
        clusterOf(
          name,
          this.#resources.filter(({ cluster }) => cluster === name),
        ),
      ]),
    );
  }

  #topic(
    { name, cluster, spec, origin }: Resource,
    clusters: ReadonlyMap<string, { readonly broker: DraftBroker; readonly resources: ClusterResources }>,
  ): readonly DraftChannel[] {
    const own = clusters.get(cluster);
    const topic = textOf(spec["topicName"]) || name;
    if (topic === "" || own === undefined || userParts(topic).length > 0) {
      this.#omitted.push({
        what: "a topic",
        where: plain(origin),
        reason: "it has no name that can be shown",
      });
      return [];
    }
    const { settings, leftOut } = topicSettings(spec, own.resources);
    const notes = leftOut.length === 0 ? {} : { notes: ["an entry of its configuration is left out"] };
    return [
      declaredTopic(
        topicKey(own.broker.key, topic),
        "strimzi",
        settings,
        { origins: [origin], ...notes },
        true,
      ),
    ];
  }

  #users(channels: readonly DraftChannel[]): readonly DraftEndpoint[] {
    const users = this.#resources.filter(({ kind }) => kind === "KafkaUser");
    return users.flatMap((user) => {
      const access: Access = accessOf(user.spec);
      for (const reason of access.notRead)
        this.#omitted.push({
          what: plain(`an ACL of user ${quoted(user.name)}`),
          where: plain(user.origin),
          reason,
        });
      return userEndpoints(user, access, channels);
    });
  }
}

/** A document is one resource, or a list of them. */
function resourcesIn(value: Value): readonly Value[] {
  const items = isMap(value) && value["kind"] === "List" ? value["items"] : undefined;
  return isList(items) ? items : [value];
}

function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? `${value}` : "";
}
