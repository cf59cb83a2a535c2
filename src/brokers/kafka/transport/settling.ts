/** When the group is told what is done: before the handler, after it, from time to time, or in a transaction. */
import type { Incoming } from "../../../client/broker.ts";
import type { ConsumerPlan } from "../../../client/plan.ts";
import type { Owned } from "./owned.ts";
import { CommitRefused, type Position } from "./record.ts";

/** A record on its way through a handler. */
export interface Job {
  readonly owned: Owned;
  readonly offset: number;
  readonly incoming: Incoming;
}

export interface Settling {
  /** Before a handler runs for the first time. */
  begin?(job: Job): Promise<void>;
  /** The message is done with; `again`: it is not, and has to be handled once more. */
  done(job: Job): Promise<"settled" | "again">;
  /** The handler failed; what it did is taken back as far as that is possible. */
  failed(job: Job): Promise<void>;
  /** Before more is fetched. */
  poll(owned: Iterable<Owned>): void;
  /** Commits what is finished. Never rejects with {@link CommitRefused}: then it is too late. */
  flush(owned: readonly Owned[]): Promise<void>;
}

/** Tells the group; rejects with {@link CommitRefused} where the partition belongs to somebody else. */
export type Commit = (positions: readonly Position[]) => Promise<void>;

/** A transaction that a consumer's handler may send in: one at a time. */
export interface Transactions {
  /** Commits sends and position together. `aborted`: neither happened. Rejects with `Fatal` where fenced. */
  commit(position: Position): Promise<"committed" | "aborted">;
  abort(): Promise<void>;
}

/** Until a commit that failed is tried again: doubled each time, as a rebalance is over soon and a broker away longer. */
const COMMIT_AGAIN_MS = { first: 10, most: 200 };

/** Commits on behalf of many, one request at a time: who comes meanwhile shares the next. */
class Committer {
  readonly #commit: Commit;
  readonly #dirty = new Set<Owned>();
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(commit: Commit) {
    this.#commit = commit;
  }

  /** Resolves when everything finished of `owned` is committed, as far as it forms a whole. */
  store(owned: Owned): Promise<void> {
    this.#dirty.add(owned);
    this.#next ??= this.#turn();
    return this.#next;
  }

  #turn(): Promise<void> {
    const turn = this.#last.then(() => {
      this.#next = undefined;
      const batch = [...this.#dirty];
      this.#dirty.clear();
      return this.#send(batch);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Until it is stored, or nobody of them is ours any more: the client goes on trying (K-CONS-07). */
  async #send(batch: readonly Owned[]): Promise<void> {
    for (let afterMs = COMMIT_AGAIN_MS.first; ; afterMs = Math.min(2 * afterMs, COMMIT_AGAIN_MS.most)) {
      const due = batch.filter(
        ({ state, progress, committed }) => state !== "gone" && (progress.position ?? -1) > committed,
      );
      if (due.length === 0) return;
      const positions = due.map(({ part, progress }) => ({ ...part, offset: progress.position ?? 0 }));
      try {
        await this.#commit(positions);
        for (const [i, owned] of due.entries()) owned.committed = positions[i]?.offset ?? owned.committed;
        return;
      } catch (error) {
        if (error instanceof CommitRefused) throw error;
        await new Promise((resolve) => setTimeout(resolve, afterMs));
      }
    }
  }
}

const settled = Promise.resolve<"settled">("settled");
const nothing = Promise.resolve();

async function flushed(committer: Committer, owned: readonly Owned[]): Promise<void> {
  await Promise.all(
    owned.map((each) =>
      committer.store(each).catch((error: unknown) => {
        if (!(error instanceof CommitRefused)) throw error;
      }),
    ),
  );
}

/** An awaited commit after the handler, of the lowest offset that is not finished. */
function after(commit: Commit): Settling {
  const committer = new Committer(commit);
  return {
    done: async ({ owned, offset }) => {
      owned.progress.finish(offset);
      await committer.store(owned);
      return "settled";
    },
    failed: () => nothing,
    poll: () => undefined,
    flush: (owned) => flushed(committer, owned),
  };
}

/** An awaited commit before the handler. */
function before(commit: Commit): Settling {
  const committer = new Committer(commit);
  return {
    begin: async ({ owned, offset }) => {
      owned.progress.finish(offset);
      await committer.store(owned);
    },
    done: () => settled,
    failed: () => nothing,
    poll: () => undefined,
    flush: (owned) => flushed(committer, owned),
  };
}

/**
 * As the Java classic consumer does it (K-CONS-03): at a poll after that time, the positions of all earlier polls, not
 * awaited. With one handler at a time the next poll follows the last handler, so that they are finished.
 */
function everySoOften(ms: number, commit: Commit): Settling {
  const committer = new Committer(commit);
  let last = Date.now();
  return {
    done: ({ owned, offset }) => {
      owned.progress.finish(offset);
      return settled;
    },
    failed: () => nothing,
    poll: (all) => {
      if (Date.now() - last < ms) return;
      last = Date.now();
      const due = [...all].filter(({ progress, committed }) => (progress.taken ?? -1) > committed);
      if (due.length === 0) return;
      const positions = due.map(({ part, progress }) => ({ ...part, offset: progress.taken ?? 0 }));
      // One that fails is made good by the next: it commits at least as much (K-CONS-07).
      void commit(positions).then(
        () => {
          for (const [i, owned] of due.entries()) owned.committed = positions[i]?.offset ?? owned.committed;
        },
        () => undefined,
      );
    },
    flush: (owned) => flushed(committer, owned),
  };
}

/** Sends and position in one transaction. */
function together(transactions: Transactions): Settling {
  return {
    done: async ({ owned, offset }) => {
      const how = await transactions.commit({ ...owned.part, offset: offset + 1 });
      if (how === "aborted") return "again";
      owned.progress.finish(offset);
      owned.committed = offset + 1;
      return "settled";
    },
    failed: () => transactions.abort(),
    poll: () => undefined,
    flush: () => nothing,
  };
}

/** `settle` and producers in one group of acts: a transaction. */
export function transactionalProducers(plan: ConsumerPlan): readonly string[] {
  const group = plan.steps.find((acts) => acts.includes("settle") && acts.length > 1) ?? [];
  return group.filter((act) => act !== "settle" && act !== "effect");
}

export interface SettlingParts {
  readonly plan: ConsumerPlan;
  readonly commit: Commit;
  readonly transactions?: Transactions;
}

export function settlingOf({ plan, commit, transactions }: SettlingParts): Settling {
  if (transactions !== undefined) return together(transactions);
  if (plan.settle.kind === "auto") return everySoOften(plan.settle.ms, commit);
  return plan.steps[0]?.includes("settle") === true && plan.steps.length > 1 ? before(commit) : after(commit);
}
