/** A member of a group on kafkajs: classic protocol, eager rebalances, which it learns of in its heartbeats. */
import type { GroupMember, Joining } from "./library.ts";
import {
  type PureBatch,
  type PureBatchCall,
  type PureConsumer,
  type PureKafka,
  protocolError,
} from "./pure.ts";
import type { Reader } from "./reader.ts";
import { CommitRefused, Fatal, type Fetched, type Part, type Position } from "./record.ts";
import { textOf } from "./text-of.ts";
import { GOODBYE_MS, within } from "./within.ts";

/** Every partition has its batch in hand; how many handlers run is not decided here. */
const PARTITIONS_MOST = 10_000;
const RETRIES = 1_000_000;
const MOST_WAIT_MS = 1_000;

export class PureGroup implements GroupMember {
  readonly #joining: Joining;
  readonly #native: PureConsumer;
  #reader: Reader | undefined;
  #closing: Promise<void> | undefined;

  private constructor(joining: Joining, client: PureKafka) {
    this.#joining = joining;
    const { group, settings, ended } = joining;
    this.#native = client.consumer({
      groupId: group,
      sessionTimeout: settings.sessionMs,
      heartbeatInterval: settings.heartbeatMs,
      rebalanceTimeout: Math.max(settings.sessionMs, 60_000),
      readUncommitted: !settings.readCommitted,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 500,
      retry: { initialRetryTime: 100, maxRetryTime: MOST_WAIT_MS, retries: RETRIES },
    });
    this.#native.on("consumer.crash", ({ payload }) => {
      if (!payload.restart) ended(new Fatal(payload.error.message, { cause: payload.error }));
    });
  }

  static async connect(joining: Joining, client: PureKafka): Promise<PureGroup> {
    const group = new PureGroup(joining, client);
    await pinned(joining, client);
    await group.#native.connect();
    return group;
  }

  async start(reader: Reader): Promise<void> {
    this.#reader = reader;
    const { topic, settings } = this.#joining;
    const assigned = new Promise<void>((resolve) => {
      this.#native.on("consumer.group_join", ({ payload }) => {
        this.#assigned(reader, payload.memberAssignment);
        resolve();
      });
    });
    await this.#native.subscribe({ topics: [topic], fromBeginning: settings.start !== "latest" });
    await this.#native.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_MOST,
      eachBatch: (call) => this.#batch(reader, call),
    });
    await assigned;
  }

  readonly commit = async (positions: readonly Position[]): Promise<void> => {
    try {
      await this.#native.commitOffsets(
        positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      );
    } catch (error) {
      if (GIVEN_AWAY.has(protocolError(error)?.type ?? ""))
        throw new CommitRefused(textOf(error), { cause: error });
      throw error;
    }
  };

  async close(drainMs: number): Promise<void> {
    this.#closing ??= (async () => {
      await this.#reader?.drain(drainMs);
      await within(this.#native.disconnect(), GOODBYE_MS);
    })();
    await this.#closing;
  }

  /** Everything was given back before. */
  #assigned(reader: Reader, assignment: Readonly<Record<string, readonly number[]>>): void {
    reader.lose(reader.parts);
    reader.assign(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    );
  }

  /** Stays until every record of the batch is done with: only then may the group be left in good order. */
  async #batch(
    reader: Reader,
    { batch, heartbeat, isRunning, isStale, resolveOffset }: PureBatchCall,
  ): Promise<void> {
    const part: Part = { topic: batch.topic, partition: batch.partition };
    reader.poll();
    reader.feed(batch.messages.map((message) => fetchedOf(batch, message)));
    while (isRunning() && !isStale() && !reader.isDone(part)) {
      await Promise.race([reader.changed(), delay(this.#joining.settings.heartbeatMs)]);
      await this.#beat(reader, part, heartbeat);
    }
    const last = batch.messages.at(-1);
    // What is not resolved is fetched again, by whoever has the partition then.
    if (last !== undefined && reader.owns(part) && reader.isDone(part)) resolveOffset(last.offset);
  }

  async #beat(reader: Reader, part: Part, heartbeat: () => Promise<void>): Promise<void> {
    try {
      await heartbeat();
    } catch (error) {
      // A broker that is away comes back, and the next heartbeat tells whether this is still a member.
      if (!REBALANCED.has(protocolError(error)?.type ?? "")) return;
      // What runs may end, and is committed.
      await reader.leave([part], this.#joining.settings.sessionMs);
      throw error;
    }
  }
}

/** Answers to a heartbeat after which the group is joined anew. */
const REBALANCED: ReadonlySet<string> = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "NOT_COORDINATOR_FOR_GROUP",
]);

/** Also where a commit comes too late for this generation, whose records are then handled again. */
const GIVEN_AWAY: ReadonlySet<string> = new Set([
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
]);

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Commits where a group starts that has committed nothing, before it joins (K-CONS-10): kafkajs sets offsets of groups
 * without members only. Where others are members already they have done it.
 */
async function pinned({ topic, group, settings: { start } }: Joining, client: PureKafka): Promise<void> {
  if (start === "earliest") return;
  const admin = client.admin();
  await admin.connect();
  try {
    const [known] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const fresh = new Set(
      known?.partitions.filter(({ offset }) => Number(offset) < 0).map(({ partition }) => partition),
    );
    const starts =
      start === "latest"
        ? (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, offset: high }))
        : await admin.fetchTopicOffsetsByTimestamp(topic, start.at);
    const partitions = starts.filter(({ partition }) => fresh.has(partition));
    if (partitions.length > 0) await admin.setOffsets({ groupId: group, topic, partitions });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("must have no running instances")) throw error;
  } finally {
    await admin.disconnect();
  }
}

const NOTHING = new Uint8Array(0);
const text = new TextDecoder();

function fetchedOf({ topic, partition }: PureBatch, message: PureBatch["messages"][number]): Fetched {
  const headers: Record<string, string> = {};
  for (const [name, given] of Object.entries(message.headers ?? {})) {
    const values: readonly (Uint8Array | string | undefined)[] = Array.isArray(given) ? given : [given];
    const [value] = values;
    if (value !== undefined) headers[name] = typeof value === "string" ? value : text.decode(value);
  }
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key ?? undefined,
    value: message.value ?? NOTHING,
    headers,
  };
}
