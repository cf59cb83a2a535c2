/** Checks of scripts themselves: a script that names nothing, or cannot expose its liar, tests nothing. */
import {
  type Condition,
  instancesOf,
  OUTCOME_PARTS,
  outcomeText,
  type Script,
  type ScriptOutcome,
  type ScriptStep,
} from "./script.ts";

/** What is wrong with the script itself, as sentences; empty if it can be played. */
export function scriptProblems(script: Script): readonly string[] {
  const known = knownNames(script);
  const problems = script.steps.flatMap((step, i) =>
    namesIn(step)
      .filter((name) => !known.has(name))
      .map((name) => `step ${i + 1} (${step.do}) names ${name}, which is not in the script`),
  );
  for (const [message, { by }] of Object.entries(script.messages)) {
    if (!known.has(by)) problems.push(`${message} is sent by ${by}, which is not in the topology`);
  }
  const [first, ...others] = script.allowed;
  for (const outcome of [...others, script.liar.shows]) {
    if (shape(outcome) !== shape(first))
      problems.push(`an outcome does not look at what the first one looks at: ${outcomeText(outcome)}`);
  }
  if (script.allowed.some((outcome) => outcomeText(outcome) === outcomeText(script.liar.shows))) {
    problems.push(`what the liar ${script.liar.name} shows is allowed, so the script cannot expose it`);
  }
  if (script.cites.length === 0) problems.push("it cites no statement");
  return problems;
}

function shape(outcome: ScriptOutcome): string {
  return OUTCOME_PARTS.map(
    (part) =>
      `${part}:${Object.keys(outcome[part] ?? {})
        .sort()
        .join()}`,
  ).join(" ");
}

function knownNames(script: Script): ReadonlySet<string> {
  const names = new Set<string>(Object.keys(script.messages));
  for (const channel of script.topology.channels) names.add(`${channel.kind} ${channel.name}`);
  for (const service of script.topology.services) {
    for (const endpoint of [...service.producers, ...service.consumers])
      names.add(`${service.name}.${endpoint.name}`);
  }
  for (const name of instancesOf(script.topology).keys()) names.add(name);
  return names;
}

/** Names of messages, endpoints, instances and channels (`kind name`) that a step speaks of. */
function namesIn(step: ScriptStep): readonly string[] {
  switch (step.do) {
    case "send":
      return [step.message];
    case "start":
    case "stop":
    case "take":
    case "run":
    case "fail":
      return [step.instance];
    case "strike":
    case "heal":
      return step.at.role === "client" ? [step.at.name] : [`${step.at.of.kind} ${step.at.of.name}`];
    case "hold":
    case "release":
      return [step.link];
    case "await":
      return namesInCondition(step.until);
    case "rest":
      return [];
  }
}

function namesInCondition(until: Condition): readonly string[] {
  switch (until.kind) {
    case "settled":
    case "called":
      return [until.message];
    case "stored":
      return [until.message, `${until.in.kind} ${until.in.name}`];
    case "written":
      return [until.by];
    case "waiting":
      return [`${until.in.kind} ${until.in.name}`];
    case "in-sync":
    case "elected":
    case "leaderless":
      return [`${until.of.kind} ${until.of.name}`];
    case "owner":
      return [until.instance];
    case "rebalancing":
      return [until.consumer];
  }
}
