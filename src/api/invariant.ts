/** Invariants of callers: what must never happen in a run of a flow, said by a program. */
import { isRecord, shown } from "./argument.ts";
import type { FlowEvent } from "./event.ts";
import { refuse, WaybillError } from "./waybill-error.ts";

/** What an invariant answers when it is broken. */
export interface Violation {
  /** A sentence: what is wrong. */
  readonly violated: string;
}

/** How a run ended. */
export interface RunEnding {
  /** Messages of which a copy still lies somewhere, unsettled. */
  readonly unsettled: readonly string[];
  /** It goes in circles for ever; otherwise nothing more can happen. */
  readonly circles: boolean;
}

/**
 * An invariant as an automaton over the events of a run. Its state is a list of integers of fixed length; it becomes part
 * of the state of the simulation, so that an exhaustive search tells apart what the invariant tells apart. Keep it small:
 * each value multiplies the states. `step` and `atEnd` have to be pure: the same state and event, the same answer.
 */
export interface Automaton {
  readonly name: string;
  /** The state before the first event, or that for a number of messages. */
  readonly initial: readonly number[] | ((messages: number) => readonly number[]);
  /** The state after an event, or that the invariant is broken. */
  readonly step: (state: readonly number[], event: FlowEvent) => readonly number[] | Violation;
  /** Asked where a run ends: undefined = all is well. */
  readonly atEnd?: (state: readonly number[], ending: RunEnding) => Violation | undefined;
}

/** An invariant over the recorded history of one run. For runs and scenarios; `explore` takes automata. */
export interface HistoryInvariant {
  readonly name: string;
  /** What is wrong with `event` after those in `seen`, as a sentence; undefined = nothing. Has to be pure. */
  readonly judge: (event: FlowEvent, seen: readonly FlowEvent[]) => string | undefined;
}

export type Invariant = Automaton | HistoryInvariant;

/** Makes an invariant over recorded histories: `judge` answers what is wrong with an event, or undefined. */
export function invariant(name: string, judge: HistoryInvariant["judge"]): HistoryInvariant {
  if (typeof name !== "string" || name === "") refuse(`an invariant has a name, not ${shown(name)}`);
  if (typeof judge !== "function")
    refuse(`the invariant "${name}" is a function (event, seen), not ${shown(judge)}`);
  return { name, judge };
}

/** The answer of an automaton that is broken. */
export function violated(why: string): Violation {
  return { violated: why };
}

export function isAutomaton(each: Invariant): each is Automaton {
  return "step" in each;
}

/** Invariants that a caller gave to `call`, each with a name of its own. */
export function invariantsOf(given: unknown, call: string): readonly Invariant[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) refuse(`\`invariants\` of ${call} is a list, not ${shown(given)}`);
  const list = given.map((each: unknown, i) => readInvariant(each, i));
  const twice = list.find(({ name }, i) => list.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) refuse(`two invariants are called "${twice.name}"`);
  return list;
}

function readInvariant(given: unknown, i: number): Invariant {
  if (!isRecord(given)) refuse(`invariant ${i + 1} is an object, not ${shown(given)}`);
  const { name, judge, step, initial, atEnd } = given;
  if (typeof name !== "string" || name === "")
    refuse(`\`name\` of invariant ${i + 1} is a text, not ${shown(name)}`);
  if (isJudge(judge)) return { name, judge };
  if (!isStep(step))
    refuse(`the invariant "${name}" has \`step\`, for an automaton, or \`judge\`, for a history`);
  if (!isInitial(initial))
    refuse(`\`initial\` of the invariant "${name}" is a list of integers, not ${shown(initial)}`);
  if (atEnd !== undefined && !isAtEnd(atEnd))
    refuse(`\`atEnd\` of the invariant "${name}" is a function, not ${shown(atEnd)}`);
  return { name, initial, step, ...(atEnd === undefined ? {} : { atEnd }) };
}

// JavaScript cannot tell what a function takes; what it answers is looked at each time.
function isJudge(value: unknown): value is HistoryInvariant["judge"] {
  return typeof value === "function";
}

function isStep(value: unknown): value is Automaton["step"] {
  return typeof value === "function";
}

function isAtEnd(value: unknown): value is NonNullable<Automaton["atEnd"]> {
  return typeof value === "function";
}

/** A list is looked at when it is asked for. */
function isInitial(value: unknown): value is Automaton["initial"] {
  return typeof value === "function" || Array.isArray(value);
}

/** The state before the first event. */
export function initialOf({ name, initial }: Automaton, messages: number): readonly number[] {
  return asState(
    name,
    typeof initial === "function" ? asked(name, () => initial(messages)) : initial,
    undefined,
  );
}

/** The state after an event, or what is wrong. The same question is asked twice where `twice`. */
export function stepped(
  automaton: Automaton,
  state: readonly number[],
  event: FlowEvent,
  twice: boolean,
): readonly number[] | string {
  const ask = (): readonly number[] | string => {
    const answer: unknown = asked(automaton.name, () => automaton.step(state, event));
    return reasonIn(answer) ?? asState(automaton.name, answer, state.length);
  };
  const answer = ask();
  if (twice) same(automaton.name, `after ${event.kind} at ${event.place}`, answer, ask());
  return answer;
}

/** What is wrong at the end; undefined = nothing. */
export function ended(automaton: Automaton, state: readonly number[], ending: RunEnding): string | undefined {
  const { atEnd, name } = automaton;
  if (atEnd === undefined) return undefined;
  const answer: unknown = asked(name, () => atEnd(state, ending));
  if (answer === undefined) return undefined;
  return (
    reasonIn(answer) ?? impossible(name, `atEnd answers { violated } or undefined, not ${shown(answer)}`)
  );
}

/** What a history invariant says of an event. */
export function judged(
  { name, judge }: HistoryInvariant,
  event: FlowEvent,
  seen: readonly FlowEvent[],
): string | undefined {
  const ask = (): string | undefined => {
    const answer: unknown = asked(name, () => judge(event, seen));
    if (answer === undefined || typeof answer === "string") return answer;
    return impossible(name, `it answers a text or undefined, not ${shown(answer)}`);
  };
  const answer = ask();
  same(name, `about ${event.kind} at ${event.place}`, answer, ask());
  return answer;
}

function asked<T>(name: string, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new WaybillError("invariant", `the invariant "${name}" threw ${what}`, { cause });
  }
}

function impossible(name: string, why: string): never {
  throw new WaybillError("invariant", `the invariant "${name}" cannot be judged: ${why}`);
}

function reasonIn(answer: unknown): string | undefined {
  if (!isRecord(answer)) return undefined;
  const { violated: reason } = answer;
  return typeof reason === "string" ? reason : undefined;
}

function asState(name: string, answer: unknown, length: number | undefined): readonly number[] {
  if (!Array.isArray(answer)) impossible(name, `its state is a list of integers, not ${shown(answer)}`);
  const state: readonly unknown[] = answer;
  const isWhole = (each: unknown): each is number =>
    typeof each === "number" && Number.isInteger(each) && Math.abs(each) <= STATE_MOST;
  if (!state.every(isWhole))
    impossible(
      name,
      `its state is a list of integers of at most 31 bits, not [${state.map(shown).join(", ")}]`,
    );
  if (length !== undefined && state.length !== length)
    impossible(name, `its state has always ${length} numbers, not ${state.length}`);
  return Object.freeze([...state]);
}

const STATE_MOST = 2 ** 31 - 1;

function same(name: string, about: string, first: unknown, second: unknown): void {
  const [a, b] = [JSON.stringify(first), JSON.stringify(second)];
  if (a !== b)
    impossible(
      name,
      `it is not pure: asked twice ${about}, it answered ${a ?? "nothing"}, then ${b ?? "nothing"}`,
    );
}
