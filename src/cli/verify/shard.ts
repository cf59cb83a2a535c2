/** A part of all jobs: `--shard 2/4` does the second of four parts, which together are everything. */
import type { Agenda } from "../../verify/job.ts";
import { UsageError } from "../output.ts";

export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const SHARDS_MAX = 1000;
export const WHOLE: Shard = { number: 1, of: 1 };

/** Reads `2/4`. Throws UsageError. */
export function readShard(text: string): Shard {
  const [, number = "0", of = "0"] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (shard.of >= 1 && shard.of <= SHARDS_MAX && shard.number >= 1 && shard.number <= shard.of) return shard;
  throw new UsageError(`--shard takes a part of all, such as 2/4, not ${text}`);
}

/** The agenda with this part of its jobs: they are dealt out in turn. */
export function shardOf(agenda: Agenda, { number, of }: Shard): Agenda {
  return { ...agenda, jobs: agenda.jobs.filter((_, i) => i % of === number - 1) };
}
