/** What handlers really do beside what the spec says of them: their `steps` and `sends`, which everything inferred rests on. */
import type { Hop } from "../../model/flow.ts";
import { endpointId } from "../../model/flow.ts";
import type { Consumer } from "../../model/topology.ts";
import type { Execution } from "../driver/execution.ts";
import type { Deed } from "../flow/stage.ts";
import type { UserRun } from "../flow/user-case.ts";
import type { Finding } from "./finding.ts";

const SEND = "send ";

/** One act of an execution: a producer's name, or `effect`. */
interface Act {
  readonly name: string;
  readonly deed: Deed;
}

/** Differences that an undisturbed, traced run shows, one a handler and kind. */
export function differencesFrom(
  run: UserRun,
  hops: readonly Hop[],
  placesOf: (hop: number) => readonly number[],
): readonly Finding[] {
  return hops.flatMap((hop, h) => {
    const places = placesOf(h);
    const executions = new Map<Execution, Act[]>();
    for (const deed of run.deeds) {
      const { execution, place, kind } = deed;
      if (execution?.delivery === undefined || kind !== "call" || !places.includes(place)) continue;
      const name = actOf(run, deed);
      const acts = executions.get(execution) ?? [];
      executions.set(execution, acts);
      if (name !== undefined) acts.push({ name, deed });
    }
    const found = [...executions.values()].flatMap((acts) => [
      ...sendsOf(hop.consumer, acts),
      ...orderOf(hop.consumer, acts),
    ]);
    return found.filter(({ text }, i) => found.findIndex((other) => other.text === text) === i);
  });
}

function actOf(run: UserRun, { call, move, place }: Deed): string | undefined {
  if (call?.name.startsWith(SEND) === true) return call.name.slice(SEND.length);
  const events = run.result.steps[move]?.events ?? [];
  return events.some((event) => event.kind === "effect" && event.place === place) ? "effect" : undefined;
}

function sendsOf(consumer: Consumer, acts: readonly Act[]): readonly Finding[] {
  if (consumer.steps === "unknown") return [];
  const declared = declaredActs(consumer);
  return [...new Set(acts.map(({ name }) => name))].flatMap((name) => {
    if (name === "effect") return [];
    const own = acts.filter((act) => act.name === name);
    const use = consumer.sends.find(({ producer }) => producer === name);
    const most = use?.most ?? (declared.includes(name) ? 1 : 0);
    if (own.length <= most) return [];
    const [last] = own.slice(-1);
    const said = most === 0 ? "says nothing of it" : `says at most ${most}`;
    return finding(
      `${endpointId(consumer)} sends ${own.length === 1 ? "one message" : `${own.length} messages`} by ${name} for one that it ` +
        `handles, and the spec ${said}: write \`sends: ${name}[0..${own.length}]\`, or what is meant`,
      last?.deed,
    );
  });
}

/** Something is done before what is declared to come first. */
function orderOf(consumer: Consumer, acts: readonly Act[]): readonly Finding[] {
  const declared = declaredActs(consumer);
  for (const [at, { name, deed }] of acts.entries()) {
    const own = declared.indexOf(name);
    const missed = declared
      .slice(0, Math.max(0, own))
      .find(
        (earlier) =>
          !acts.slice(0, at).some((act) => act.name === earlier) &&
          acts.slice(at).some((act) => act.name === earlier),
      );
    if (missed === undefined) continue;
    return finding(
      `${endpointId(consumer)} does ${words(name)} before ${words(missed)}, and the spec says \`steps: [${declared.join(", ")}, …]\`: ` +
        "what is inferred of this flow is about another handler than this one",
      deed,
    );
  }
  return [];
}

function finding(text: string, deed: Deed | undefined): readonly Finding[] {
  const site = deed?.call?.site;
  return [{ kind: "not as declared", text, ...(site && { site }) }];
}

function words(act: string): string {
  return act === "effect" ? "its effect" : `its send by ${act}`;
}

/** Effects and sends in the order of the declared steps. */
function declaredActs({ steps }: Consumer): readonly string[] {
  if (steps === "unknown") return [];
  return steps.flatMap((group) =>
    group.flatMap((act) => (act.kind === "settle" ? [] : act.kind === "send" ? [act.producer] : ["effect"])),
  );
}
