/** Closing cuts under entailment: a ⊢ b means that whoever suffers a suffers b, so a cut with b stands for one with a. */
import { baseOf, counted, strikesOf } from "./atom.ts";
import { cut, minimal, plus } from "./cuts.ts";
import type { Atom, Cut, Cuts, DupClass, Entailment, Rest, Stage, Step } from "./stage.ts";

/** For each atom, all atoms that bring it about, itself left out. */
export type Causes = ReadonlyMap<Atom, readonly Atom[]>;

/** The transitive closure of `entails`, read backwards. */
export function causesOf(entails: readonly Entailment[]): Causes {
  const direct = new Map<Atom, Set<Atom>>();
  for (const { cause, effect } of entails) {
    const causes = direct.get(effect) ?? new Set();
    direct.set(effect, causes.add(cause));
  }
  const all = new Map<Atom, readonly Atom[]>();
  for (const effect of direct.keys()) all.set(effect, reach(direct, effect));
  return all;
}

function reach(direct: ReadonlyMap<Atom, ReadonlySet<Atom>>, effect: Atom): readonly Atom[] {
  const seen = new Set<Atom>();
  const open = [effect];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const cause of direct.get(at) ?? []) {
      if (seen.has(cause) || cause === effect) continue;
      seen.add(cause);
      open.push(cause);
    }
  }
  return [...seen].sort();
}

/** The cuts, and wherever an atom occurs the same with each of its causes instead. */
export function closedCuts(cuts: Cuts, causes: Causes): Cuts {
  let out = minimal(cuts);
  for (const c of cuts) {
    if (!c.atoms.some((a) => causes.has(baseOf(a)))) continue;
    out = plus(out, alternatives(c, causes));
  }
  return out;
}

function alternatives(c: Cut, causes: Causes): Cuts {
  let sets: Atom[][] = [[]];
  for (const a of c.atoms) {
    const times = strikesOf(a);
    const choices = [a, ...(causes.get(baseOf(a)) ?? []).map((cause) => counted(cause, times))];
    sets = sets.flatMap((set) => choices.map((choice) => [...set, choice]));
  }
  return minimal(sets.map((atoms) => cut(atoms, c.term)));
}

/** The stage with every cut closed; the same stage where nothing is entailed. */
export function closed(stage: Stage, causes: Causes): Stage {
  if (causes.size === 0) return stage;
  return stage.kind === "step" ? closedStep(stage, causes) : closedRest(stage, causes);
}

function closedStep(step: Step, causes: Causes): Step {
  const close = (cuts: Cuts): Cuts => closedCuts(cuts, causes);
  const recognises = new Map<DupClass, Cuts>([...step.recognises].map(([k, cuts]) => [k, close(cuts)]));
  return {
    ...step,
    fails: step.fails.map(close),
    unheard: step.unheard.map(close),
    dies: close(step.dies),
    gives: close(step.gives),
    steals: close(step.steals),
    recognises,
    ...(step.denied === undefined ? {} : { denied: step.denied.map(close) }),
    ...(step.joint === undefined ? {} : { joint: close(step.joint) }),
    ...closedExtra(step.extra, close),
  };
}

function closedRest(rest: Rest, causes: Causes): Rest {
  const close = (cuts: Cuts): Cuts => closedCuts(cuts, causes);
  return {
    ...rest,
    tail: close(rest.tail),
    each: close(rest.each),
    resplit: close(rest.resplit),
    disposes: new Map([...rest.disposes].map(([reason, cuts]) => [reason, close(cuts)])),
    ...closedExtra(rest.extra, close),
  };
}

function closedExtra(
  extra: Step["extra"],
  close: (cuts: Cuts) => Cuts,
): { readonly extra?: NonNullable<Step["extra"]> } {
  if (extra === undefined) return {};
  return { extra: Object.fromEntries(Object.entries(extra).map(([part, cuts]) => [part, close(cuts)])) };
}
