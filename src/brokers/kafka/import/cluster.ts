/** A running Kafka as a draft: its topics with what they are set to, and its consumer groups as services. */
import { userParts } from "../../../diagnostics/mask.ts";
import type {
  ChannelKey,
  Draft,
  DraftBroker,
  DraftChannel,
  DraftEndpoint,
  DraftService,
  DraftSetting,
} from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import { importing } from "../../../drafts/import.diagnostics.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import type { ClusterAnswers, GroupAnswer, TopicAnswer } from "./cluster-answers.ts";
import { clusterFindings } from "./cluster-findings.ts";
import { configSettings, UNKNOWN } from "./topic-config.ts";
import { topicFindings } from "./topic-findings.ts";
import { declaredTopic, topicKey } from "./topics.ts";
import { versionOf } from "./versions.ts";

/** Topics that belong to Kafka and to what commonly runs beside it. */
const INTERNAL = /^(?:__|_schemas$|_confluent)/;
/** Clients of one group that are named. */
const CLIENTS_MAX = 3;

/** A draft of what the Kafka called `source` answered. */
export function draftOfCluster(answers: ClusterAnswers, source: string): Draft {
  return new Reading(answers, source).draft();
}

class Reading {
  readonly #answers: ClusterAnswers;
  readonly #source: string;
  readonly #broker: DraftBroker;
  readonly #topics: readonly TopicAnswer[];
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];

  constructor(answers: ClusterAnswers, source: string) {
    this.#answers = answers;
    this.#source = source;
    this.#broker = brokerOf(answers, source);
    this.#topics = answers.topics
      .filter(({ name }) => !INTERNAL.test(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  draft(): Draft {
    const at = { file: this.#source, start: 0, end: 0 };
    const channels = this.#topics.flatMap((topic) => this.#channel(topic));
    const known = new Map(channels.map(({ key }) => [key.name, key]));
    const groups = this.#groups();
    const endpoints = groups.flatMap((group) => this.#endpoints(group, known));
    return {
      ...emptyDraft(this.#source),
      head: this.#head(),
      brokers: [this.#broker],
      channels,
      services: groups.map((group) => serviceOf(group, this.#source)),
      endpoints,
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...this.#answers.refused.map((what) =>
          importing.report.unread(at, {
            file: plain(`${what} of ${this.#source}`),
            reason: "the broker does not answer that",
          }),
        ),
        ...this.#omitted.map((each) => importing.report.omitted(at, each)),
        // A cluster of one broker can have no more than one replica.
        ...(this.#answers.brokers > 1 ? topicFindings(at, channels) : []),
        ...clusterFindings(at, { ...this.#answers, topics: this.#topics, groups }),
      ],
    };
  }

  #head(): readonly string[] {
    const internal = this.#answers.topics.length - this.#topics.length;
    const without = internal === 0 ? "" : `, without ${internal} internal ones`;
    return [
      `Imported from what Kafka answered (${this.#source}): ${this.#topics.length} topics${without}.`,
      "Services are its consumer groups. Who sends, by which field messages are keyed, and what handlers do, a broker does not know.",
    ];
  }

  #channel(topic: TopicAnswer): readonly DraftChannel[] {
    const { name, partitions, replicas, config } = topic;
    if (userParts(name).length > 0) {
      this.#omitted.push({ what: "a topic", where: plain(this.#source), reason: "its name cannot be shown" });
      return [];
    }
    const said = configSettings(new Map([...(config ?? [])].flatMap(entryOf)));
    const settings: readonly DraftSetting[] = [
      { name: "partitions", text: `${partitions}` },
      { name: "replication", text: `${replicas}` },
      ...said.settings,
    ];
    const notes = said.leftOut.length === 0 ? {} : { notes: ["an entry of its configuration is left out"] };
    const isWhole = config !== undefined;
    const drafted = declaredTopic(
      topicKey(this.#broker.key, name),
      "cluster",
      settings,
      { origins: [this.#source], ...notes },
      isWhole,
    );
    return [{ ...drafted, isActual: true, isWhole }];
  }

  /** Consumers only; other groups, as of Kafka Connect, give out other things. */
  #groups(): readonly GroupAnswer[] {
    const sorted = this.#answers.groups.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const others = sorted.filter(({ type }) => type !== "" && type !== "consumer");
    if (others.length > 0)
      this.#omitted.push({
        what: `what ${others.length === 1 ? "one group reads" : `${others.length} groups read`}`,
        where: plain(this.#source),
        reason: plain(
          `they are of type ${[...new Set(others.map(({ type }) => type))].join(", ")}, not consumers`,
        ),
      });
    return sorted.filter((group) => !others.includes(group) && userParts(group.id).length === 0);
  }

  /** One for each topic that a member has partitions of, or the group has committed offsets of. */
  #endpoints(group: GroupAnswer, known: ReadonlyMap<string, ChannelKey>): readonly DraftEndpoint[] {
    const read = [...(group.members ?? []).flatMap(({ topics }) => topics), ...group.offsets.keys()];
    return [...new Set(read)].sort().flatMap((name): readonly DraftEndpoint[] => {
      const channel = known.get(name);
      const topic = this.#topics.find((each) => each.name === name);
      if (channel === undefined || topic === undefined) return [];
      const members = (group.members ?? []).filter(({ topics }) => topics.includes(name)).length;
      return [
        {
          service: group.id,
          role: "consumer",
          wish: name,
          channel,
          outline: { of: this.#source, isNamed: false },
          settings: [
            { name: "group", text: quoted(group.id) },
            ...(members > 1 ? [{ name: "instances", text: `${members}` }] : []),
            ...["start", "effect", "steps", "on-failure"].map((each) => ({ name: each, text: UNKNOWN })),
          ],
          origins: [this.#source],
          notes: [
            ...lagOf(group, topic),
            ...(members === 0 && group.members !== undefined ? ["nobody was connected"] : []),
          ],
        },
      ];
    });
  }
}

function brokerOf({ brokers, version: told }: ClusterAnswers, source: string): DraftBroker {
  const version = told === undefined ? undefined : versionOf(told);
  const isExact = version !== undefined && /^\d+\.\d+$/.test(told ?? "");
  const notes = [
    ...(told === undefined ? ["its version is not told: correct `version`"] : []),
    ...(told !== undefined && !isExact ? [`its version is ${told}: correct \`version\``] : []),
    ...(isExact && version.said !== version.used ? [`it is Kafka ${version.said}`] : []),
  ];
  return {
    key: `kafka ${source}`,
    type: "kafka",
    wish: "kafka",
    settings: [
      ...(isExact ? [{ name: "version", text: quoted(version.used) }] : []),
      { name: "nodes", text: `${Math.max(brokers, 1)}` },
    ],
    origins: [source],
    notes: notes.map(plain),
    isWhole: true,
  };
}

/** What the topic says itself, and of what its brokers say all that the language has a word for. */
function entryOf([name, { value, isOwn }]: readonly [
  string,
  { value: string; isOwn: boolean },
]): readonly (readonly [string, string])[] {
  const isModelled = configSettings(new Map([[name, value]])).settings.some((each) => each.name !== "native");
  return isOwn || isModelled ? [[name, value]] : [];
}

function serviceOf({ id, members, assignor }: GroupAnswer, source: string): DraftService {
  const clients = [
    ...new Set((members ?? []).map(({ client }) => client).filter((client) => client !== "")),
  ].sort();
  const more = clients.length > CLIENTS_MAX ? ` and ${clients.length - CLIENTS_MAX} more` : "";
  return {
    name: id,
    of: "kafka",
    settings: [{ name: "external", text: "true" }],
    origins: [source],
    notes: [
      ...(clients.length === 0 ? [] : [plain(`clients ${clients.slice(0, CLIENTS_MAX).join(", ")}${more}`)]),
      ...(assignor === "" ? [] : [plain(`assigned by ${assignor}`)]),
      ...(members === undefined ? ["its members cannot be told"] : []),
    ],
  };
}

/** How far the group was behind; nothing where that is not known. */
function lagOf({ offsets }: GroupAnswer, { name, ends }: TopicAnswer): readonly string[] {
  const committed = [...(offsets.get(name) ?? [])].filter(
    ([partition, offset]) => offset >= 0 && ends.has(partition),
  );
  if (committed.length === 0) return [];
  const lag = committed.reduce(
    (sum, [partition, offset]) => sum + Math.max(0, (ends.get(partition) ?? 0) - offset),
    0,
  );
  return [`${lag} records behind when asked`];
}
