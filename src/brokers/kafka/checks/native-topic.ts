/**
 * The topic settings Kafka knows, for what a spec puts into `native:`. A key or value it refuses is an error here
 * as it is there: InvalidConfiguration (K-TOPIC-15).
 */
import { compareVersions } from "../../../compiler/vocabulary.ts";
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { entriesSetting, placeOf } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import type { Value } from "../../../model/value.ts";
import { TOPIC_SETTINGS } from "../vocabulary/channels.ts";
import { example } from "./examples.ts";
import type { RuleGroup, Scene } from "./scene.ts";

type NativeType =
  | { readonly kind: "int" | "long" | "double"; readonly least?: number; readonly most?: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "words"; readonly words: readonly string[]; readonly many?: boolean }
  | { readonly kind: "replicas" }
  | { readonly kind: "any" };

interface NativeKey {
  readonly type: NativeType;
  /** First version that knows the key, and first that no longer does. */
  readonly since?: string;
  readonly until?: string;
}

const INT_MAX = 2_147_483_647;
const long = (least?: number): NativeType =>
  least === undefined ? { kind: "long" } : { kind: "long", least };
const int = (least: number, most = INT_MAX): NativeType => ({ kind: "int", least, most });
const words = (...of: string[]): NativeType => ({ kind: "words", words: of });

/** One entry a topic setting of Kafka 3.0 to 4.3. Ranges: K-TOPIC-12, K-TOPIC-15 and the recorded answers of live brokers. */
const KEYS: Readonly<Record<string, readonly NativeKey[]>> = {
  "cleanup.policy": [{ type: { kind: "words", words: ["compact", "delete"], many: true } }],
  "compression.gzip.level": [{ type: int(-1, 9), since: "3.8" }],
  "compression.lz4.level": [{ type: int(1, 17), since: "3.8" }],
  "compression.type": [{ type: words("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer") }],
  "compression.zstd.level": [{ type: int(-131_072, 22), since: "3.8" }],
  "delete.retention.ms": [{ type: long(0) }],
  "file.delete.delay.ms": [{ type: long(0) }],
  "flush.messages": [{ type: long(1) }],
  "flush.ms": [{ type: long(0) }],
  "follower.replication.throttled.replicas": [{ type: { kind: "replicas" } }],
  "index.interval.bytes": [{ type: int(0) }],
  "internal.segment.bytes": [{ type: int(0), since: "4.1" }],
  "leader.replication.throttled.replicas": [{ type: { kind: "replicas" } }],
  "local.retention.bytes": [{ type: long(-2) }],
  "local.retention.ms": [{ type: long(-2) }],
  "max.compaction.lag.ms": [{ type: long(1) }],
  "max.message.bytes": [{ type: int(0) }],
  "message.downconversion.enable": [{ type: { kind: "boolean" }, until: "4.0" }],
  "message.format.version": [{ type: { kind: "any" }, until: "4.0" }],
  "message.timestamp.after.max.ms": [{ type: long(0), since: "3.6" }],
  "message.timestamp.before.max.ms": [{ type: long(0), since: "3.6" }],
  "message.timestamp.difference.max.ms": [{ type: long(0), until: "4.0" }],
  "message.timestamp.type": [{ type: words("CreateTime", "LogAppendTime") }],
  "min.cleanable.dirty.ratio": [{ type: { kind: "double", least: 0, most: 1 } }],
  "min.compaction.lag.ms": [{ type: long(0) }],
  "min.insync.replicas": [{ type: int(1) }],
  preallocate: [{ type: { kind: "boolean" } }],
  "remote.log.copy.disable": [{ type: { kind: "boolean" }, since: "3.9" }],
  "remote.log.delete.on.disable": [{ type: { kind: "boolean" }, since: "3.9" }],
  "remote.storage.enable": [{ type: { kind: "boolean" } }],
  "retention.bytes": [{ type: long() }],
  "retention.ms": [{ type: long(-1) }],
  "segment.bytes": [
    { type: int(14), until: "4.1" },
    { type: int(1_048_576), since: "4.1" },
  ],
  "segment.index.bytes": [{ type: int(4) }],
  "segment.jitter.ms": [{ type: long(0) }],
  "segment.ms": [{ type: long(1) }],
  "unclean.leader.election.enable": [{ type: { kind: "boolean" } }],
};

const { specs, report } = defineDiagnostics({
  "native-key": {
    code: "WB3131",
    severity: "error",
    message: "Kafka {version} knows no topic setting {key}",
    why: "The topic cannot be created: InvalidConfiguration (K-TOPIC-15).",
    fix: "Correct the key, or take it away; a setting of the broker's own configuration does not belong here.",
    example: {
      fires: example('topic orders on events { native: { "log.flush.ms": 1000 } }'),
      quiet: example('topic orders on events { native: { "flush.ms": 1000 } }'),
    },
  },
  "native-value": {
    code: "WB3132",
    severity: "error",
    message: "Kafka refuses {value} for the topic setting {key}: {reason}",
    why: "The topic cannot be created: InvalidConfiguration (K-TOPIC-15).",
    fix: "Write a value that Kafka takes.",
    example: {
      fires: example('topic orders on events { native: { "segment.ms": 0 } }'),
      quiet: example('topic orders on events { native: { "segment.ms": 60000 } }'),
    },
  },
  "native-word": {
    code: "WB3133",
    severity: "warning",
    message: "topic {topic} sets {key} under `native:`, where no verdict looks at it; the word is `{word}`",
    why: "A flow through a topic with native settings is *not judged*, since they may touch it.",
    fix: "Write the word instead.",
    example: {
      fires: example('topic orders on events { native: { "min.insync.replicas": 1 } }'),
      quiet: example("topic orders on events { min-in-sync: 1 }"),
    },
  },
});

export const nativeChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const topic of scene.topics) yield* nativeOf(topic, scene.broker.version);
}

function* nativeOf(topic: Channel, version: string): Iterable<Finding> {
  const span = placeOf(topic, "native");
  const lags = new Map<string, number>();
  for (const [key, value] of entriesSetting(topic.settings, "native")) {
    const known = (Object.hasOwn(KEYS, key) ? (KEYS[key] ?? []) : []).find((entry) =>
      applies(entry, version),
    );
    if (known === undefined) {
      yield report["native-key"](span, { version, key: JSON.stringify(key) });
      continue;
    }
    const reason = valueTrouble(known.type, value);
    if (reason !== undefined)
      yield report["native-value"](span, { value: JSON.stringify(value), key, reason });
    const word = wordFor(key);
    if (word !== undefined) yield report["native-word"](span, { topic: topic.name, key, word });
    lags.set(key, Number(value));
  }
  const [least, most] = [
    lags.get("min.compaction.lag.ms") ?? 0,
    lags.get("max.compaction.lag.ms") ?? Infinity,
  ];
  if (least > most) {
    const reason = `it is more than max.compaction.lag.ms, ${most}`;
    yield report["native-value"](span, { value: least, key: "min.compaction.lag.ms", reason });
  }
}

function applies({ since, until }: NativeKey, version: string): boolean {
  if (since !== undefined && compareVersions(version, since) < 0) return false;
  return until === undefined || compareVersions(version, until) < 0;
}

/** The word of the vocabulary whose native name is `key`. */
function wordFor(key: string): string | undefined {
  const settings = Object.entries(TOPIC_SETTINGS);
  return settings.find(([, spec]) => spec.native === key)?.[0];
}

/** What Kafka has against `value`; undefined if nothing. Values are sent as text, and blanks around them do not count. */
function valueTrouble(type: NativeType, value: Value): string | undefined {
  if (value === null || typeof value === "object") return "it is no text, number or boolean";
  const text = String(value).trim();
  switch (type.kind) {
    case "any":
      return undefined;
    case "replicas":
      return /^(\*|none|\d+:\d+(,\d+:\d+)*)?$/.test(text) ? undefined : "it is no list of partition:broker";
    case "boolean":
      return /^(true|false)$/i.test(text) ? undefined : "it is neither true nor false";
    case "words": {
      const given = type.many === true ? text.split(",").map((each) => each.trim()) : [text];
      const wrong = given.find((each) => !type.words.includes(each) && !(type.many === true && text === ""));
      return wrong === undefined
        ? undefined
        : `it must be ${type.many === true ? "of" : "one of"} ${type.words.join(", ")}`;
    }
    case "int":
    case "long":
    case "double":
      return numberTrouble(type, text);
  }
}

function numberTrouble(
  type: Extract<NativeType, { readonly least?: number }>,
  text: string,
): string | undefined {
  const isWhole = /^[+-]?\d{1,19}$/.test(text);
  if (type.kind !== "double" && !isWhole) return "it is no whole number";
  if (type.kind === "double" && text === "NaN") return undefined;
  const number = Number(text);
  if (text === "" || Number.isNaN(number)) return "it is no number";
  if (type.least !== undefined && number < type.least) return `it is less than ${type.least}`;
  if (type.most !== undefined && number > type.most) return `it is more than ${type.most}`;
  return undefined;
}
