/** What can be said behind `waybill verify --live`, and what it means. */
import { type Call, durationMs, wholeNumber } from "../../call.ts";
import { nearest } from "../../../diagnostics/nearest.ts";
import { UsageError } from "../../output.ts";
import { MADE } from "./script.ts";

export interface LiveOptions {
  readonly seed: number;
  /** Messages in all. */
  readonly messages: number;
  readonly budgetMs: number;
  /** Nodes of a broker at most. */
  readonly nodes: number;
  /** Kinds of faults, or single ones as `kind@place`; absent: those that the promises are given under. */
  readonly faults?: readonly string[];
  /** File with services of the user. */
  readonly services?: string;
  /** Folder for what was recorded. */
  readonly history?: string;
}

const SEED = 42;
const MESSAGES = 300;
const MESSAGES_MAX = 100_000;
const BUDGET_MS = 120_000;
const NODES_MOST = 3;
const SEED_MAX = 2 ** 32 - 1;

/** Options of `verify` that speak of the simulation. */
const SIMULATED = [
  "runs",
  "exhaustive",
  "instances",
  "states",
  "depth",
  "stories",
  "keep-stories",
  "report",
  "workers",
  "shard",
  "results",
  "coverage",
];
/** Options that speak of real brokers. */
const LIVE = ["nodes", "services"];

/** Throws UsageError where an option of real brokers stands without `--live`. */
export function refuseLiveOptions(call: Call): void {
  for (const name of LIVE)
    if (call.text(name) !== undefined) throw new UsageError(`--${name} goes with --live: add that`);
}

/** Throws UsageError. */
export function readLiveOptions(call: Call): LiveOptions {
  for (const name of SIMULATED)
    if (call.text(name) !== undefined || call.flag(name))
      throw new UsageError(`--${name} is of the simulation: leave it out, or --live`);
  if (call.format === "junit") throw new UsageError("--live prints text or json, not junit");
  const messages = wholeNumber(call, "messages", MESSAGES_MAX) ?? MESSAGES;
  if (messages === 0) throw new UsageError("--messages takes 1 or more");
  const services = call.text("services");
  const [faults, history] = [faultsIn(call.text("faults")), call.text("history")];
  return {
    seed: wholeNumber(call, "seed", SEED_MAX) ?? SEED,
    messages,
    budgetMs: durationMs(call, "budget") ?? BUDGET_MS,
    nodes: nodesIn(call.text("nodes")),
    ...(faults === undefined ? {} : { faults }),
    ...(services === undefined ? {} : { services }),
    ...(history === undefined ? {} : { history }),
  };
}

function nodesIn(given: string | undefined): number {
  if (given === undefined) return NODES_MOST;
  if (given === "1" || given === "3") return Number(given);
  throw new UsageError(`--nodes takes 1 or 3, not ${given.slice(0, 20)}`);
}

function faultsIn(given: string | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (given === "none") return [];
  return given.split(",").map((each) => {
    const word = each.trim();
    const [kind = ""] = word.split("@");
    if (MADE.some((known) => known === kind)) return word;
    const meant = nearest(kind, MADE);
    const hint = meant === undefined ? `none, or some of ${MADE.join(", ")}` : `did you mean ${meant}?`;
    throw new UsageError(`a live run makes no fault ${kind.slice(0, 40)}: ${hint}`);
  });
}
