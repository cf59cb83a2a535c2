/** What a consumer says of handling messages, as a spec writes it. */
import { durationText } from "../base/duration.ts";
import type { Consumer, Effect, OnFailure, SendUse } from "../model/topology.ts";

/** By setting; what a spec need not say has the text of its default. */
export function handlingTexts(consumer: Consumer): Readonly<Record<string, string>> {
  const { concurrency, effect, settle, sends, takesMsMost, reads } = consumer;
  return {
    instances: String(consumer.instances),
    concurrency: typeof concurrency === "number" ? String(concurrency) : `per(${concurrency.per})`,
    effect: effectText(effect),
    gates: consumer.gates,
    steps: stepsText(consumer),
    settle:
      settle.kind === "auto"
        ? `auto(${durationText(settle.ms)})`
        : settle.kind === "act"
          ? "by its steps"
          : settle.kind,
    unfenced: String(consumer.unfenced),
    "on-failure": onFailureText(consumer.onFailure),
    sends: `[${sends.map(sendText).join(", ")}]`,
    takes: takesMsMost === undefined ? "nothing said" : `..${durationText(takesMsMost)}`,
    reads: reads === undefined ? "all fields" : `[${reads.toSorted().join(", ")}]`,
  };
}

function effectText(effect: Effect): string {
  if (effect.kind === "idempotent") return `idempotent(${effect.path}, in: ${effect.store})`;
  if (effect.kind !== "overwrite") return effect.kind;
  return `overwrite(${effect.path}${effect.version === undefined ? "" : `, version: ${effect.version}`})`;
}

function sendText({ producer, least, most, per }: SendUse): string {
  if (per !== undefined) return `${producer}[${per.kind === "entry" ? "per" : "one-per"}(${per.path})]`;
  return least === 1 && most === 1 ? producer : `${producer}[${least}..${most}]`;
}

function stepsText({ steps }: Consumer): string {
  if (steps === "unknown") return steps;
  const groups = steps.map((group) => {
    const acts = group.map((act) => (act.kind === "send" ? act.producer : act.kind)).join(", ");
    return group.length === 1 ? acts : `[${acts}]`;
  });
  return `[${groups.join(", ")}]`;
}

function onFailureText(what: OnFailure): string {
  if (what.kind === "park") return `park(${what.target.kind} ${what.target.name})`;
  if (what.kind !== "retry") return what.kind;
  const { times, backOff, then } = what;
  const parts = [
    ...(times === undefined ? [] : [`times: ${times}`]),
    ...(backOff === undefined
      ? []
      : [
          `back-off: ${backOff.kind}(${durationText(backOff.firstMs)}${backOff.mostMs === undefined ? "" : `, max: ${durationText(backOff.mostMs)}`})`,
        ]),
    ...(then === undefined ? [] : [`then: ${onFailureText(then)}`]),
  ];
  return parts.length === 0 ? "retry" : `retry(${parts.join(", ")})`;
}
