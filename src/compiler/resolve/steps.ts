/** `steps`: the order of what handling one message does. */
import type { Span, ValueNode } from "../../../grammar/tree.ts";
import type { Act, Consumer, SendUse } from "../../model/topology.ts";
import { UNKNOWN } from "../../model/value.ts";
import type { Decoded } from "./decode.ts";
import { quoted } from "./describe.ts";
import { endpoints } from "./endpoints.diagnostics.ts";
import { itemsOf, wordOf } from "./fits.ts";
import type { Scope } from "./scope.ts";

const { report } = endpoints;

/** What the other settings of the consumer say. */
export interface StepRules {
  /** Undefined where it is not known what the handler sends. */
  readonly sends: readonly SendUse[] | undefined;
  /** `settle` is an act, not something that happens by itself. */
  readonly settles: boolean;
  readonly unfenced: boolean;
}

export function resolveSteps(
  decoded: Decoded,
  rules: StepRules,
  scope: Scope,
  name: Span,
): Consumer["steps"] {
  const value = decoded.values["steps"];
  if (value === UNKNOWN) return UNKNOWN;
  const node = decoded.nodes.get("steps")?.value;
  if (node !== undefined && value === undefined) return usual(rules);
  const groups = node === undefined ? usual(rules) : groupsOf(node, rules, scope);
  checkWhole(groups, rules, node?.span ?? name, scope);
  const unfenced = decoded.origins["unfenced"];
  if (rules.unfenced && unfenced !== undefined && !groups.some(isEffectAndSettle)) {
    scope.sink.add(report.unfencedAlone(unfenced));
  }
  return groups;
}

function usual(rules: StepRules): Act[][] {
  return rules.settles ? [[{ kind: "effect" }], [{ kind: "settle" }]] : [[{ kind: "effect" }]];
}

function isEffectAndSettle(group: readonly Act[]): boolean {
  return group.some(({ kind }) => kind === "effect") && group.some(({ kind }) => kind === "settle");
}

function groupsOf(node: ValueNode, rules: StepRules, scope: Scope): Act[][] {
  const items = itemsOf(node);
  const seen = new Set<string>();
  if (items.length === 0) scope.sink.add(report.emptyGroup(node.span, { what: "no acts" }));
  return items.map((item) => {
    const inner = item.kind === "list" ? item.items : [item];
    if (inner.length === 0) scope.sink.add(report.emptyGroup(item.span, { what: "brackets without an act" }));
    return inner.flatMap((each) => actOf(each, rules, seen, scope) ?? []);
  });
}

function actOf(node: ValueNode, rules: StepRules, seen: Set<string>, scope: Scope): Act | undefined {
  const step = wordOf(node);
  if (step === undefined) return undefined;
  if (seen.has(step)) {
    scope.sink.add(report.stepTwice(node.span, { step }));
    return undefined;
  }
  seen.add(step);
  if (step === "effect") return { kind: "effect" };
  if (step === "settle") {
    if (!rules.settles) scope.sink.add(report.settlesTwice(node.span));
    return { kind: "settle" };
  }
  if (rules.sends === undefined || rules.sends.some(({ producer }) => producer === step))
    return { kind: "send", producer: step };
  const trouble = "neither `effect`, `settle`, nor a producer in `sends`";
  if (!scope.lost.has("service"))
    scope.sink.add(report.stepNotSent(node.span, { step: quoted(step), trouble }));
  return undefined;
}

function checkWhole(groups: readonly (readonly Act[])[], rules: StepRules, span: Span, scope: Scope): void {
  const acts = groups.flat();
  if (rules.settles && acts.length > 0 && !acts.some(({ kind }) => kind === "settle")) {
    scope.sink.add(report.neverSettles(span));
  }
  for (const { producer, most } of rules.sends ?? []) {
    const isThere = acts.some((act) => act.kind === "send" && act.producer === producer);
    if (!isThere && most > 0) scope.sink.add(report.sendWithoutStep(span, { producer }));
  }
}
