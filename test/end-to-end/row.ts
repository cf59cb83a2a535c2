/** Rows of the reference tables "what can be lost, doubled, reordered", derived from a spec of each row. */
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { inferFlow } from "../../src/compiler/infer/compose.ts";
import { cutsOf } from "../../src/compiler/infer/clauses.ts";
import { sorted, sum } from "../../src/compiler/infer/cuts.ts";
import { flowsOf } from "../../src/compiler/infer/flows.ts";
import type { Cuts } from "../../src/compiler/infer/stage.ts";
import { within } from "../../src/compiler/infer/within.ts";
import { HARSH, type FaultKind, type FaultModel } from "../../src/model/guarantee.ts";

/** `L` lost silently, `l` lost with an error, `D` doubled, `R` reordered. */
export type Flag = "L" | "l" | "D" | "R";
export const FLAGS: readonly Flag[] = ["L", "l", "D", "R"];

/** A row that can be derived. */
export interface DerivedRow {
  readonly id: string;
  readonly what: string;
  /** The reference's letters, `-` for none. */
  readonly says: string;
  /** Settings in place of the base spec's: by marker. */
  readonly spec: Readonly<Record<string, string>>;
  /** Stages that the row is about; all when absent. */
  readonly stages?: readonly string[];
  /** Kinds of faults the row is about, all when absent; and how many at once. */
  readonly kinds?: readonly FaultKind[];
  readonly count?: number;
  /** A copy that rests in a dead-letter target is not lost. */
  readonly excused?: boolean;
  /** Where the derived letters differ: why, with the statement or observation that decides. */
  readonly differs?: string;
}

export interface OpenRow {
  readonly id: string;
  readonly what: string;
  readonly says: string;
  readonly notModelled: string;
}

export type Row = DerivedRow | OpenRow;

export interface Derived {
  readonly letters: string;
  /** Smallest fault sets by letter. */
  readonly sets: Readonly<Record<Flag, readonly string[]>>;
}

/**
 * The reference's rows play no delayed requests, and its rows of whole stacks (X) do not count what the application is
 * told. A send that is made again is not lost with an error.
 */
const LEFT_OUT: FaultKind = "delayed-request";

/** Infers what the row's spec may do to a message at the row's stages. Throws if the spec does not compile. */
export function derive(base: string, row: DerivedRow): Derived {
  const text = Object.entries(row.spec).reduce((spec, [marker, value]) => {
    const place = new RegExp(`<${marker}(:[^>]*)?>`);
    if (!place.test(spec)) throw new Error(`${row.id}: no marker <${marker}>`);
    return spec.replace(place, value);
  }, base);
  const spec = text.replace(/<[a-z-]+(?::([^>]*))?>/g, (_, otherwise: string | undefined) => otherwise ?? "");
  const { topology, findings } = compile([{ path: `${row.id}.waybill`, text: spec }], { brokers: BROKERS });
  const errors = findings.filter(({ code }) => code < "WB3").map(({ message }) => message);
  const flow = topology === undefined ? undefined : flowsOf(topology, BROKERS)[0];
  if (flow === undefined || errors.length > 0)
    throw new Error(`${row.id}: ${errors.join("; ") || "no flow"}\n${spec}`);
  const model = faults(row);
  const { stream, notModelled, counted } = inferFlow(flow, BROKERS, model);
  if (notModelled.length > 0) throw new Error(`${row.id}: not modelled: ${notModelled.join(", ")}`);
  const here = (cuts: Cuts): string[] =>
    sorted(within(cuts, model, counted))
      .filter(({ term }) => row.stages === undefined || row.stages.includes(term.stage))
      .map(({ atoms }) => (atoms.length === 0 ? "{}" : atoms.join(" + ")));
  const sets = {
    L: here(
      sum([
        stream.loss,
        ...[...stream.disposed].flatMap(([reason, cuts]) =>
          row.excused && reason === "dead-letter" ? [] : [cuts],
        ),
      ]),
    ),
    l: row.id.includes("-X") || flow.hops[0]?.producer.onUnknown === "send-again" ? [] : here(stream.refused),
    D: here(sum(Object.values(stream.dup))),
    R: here(cutsOf(stream, { kind: "order", scope: { kind: "per", path: "k" }, strict: false }) ?? []),
  };
  return { letters: FLAGS.filter((flag) => sets[flag].length > 0).join(" ") || "-", sets };
}

function faults({ kinds, count = 1 }: DerivedRow): FaultModel {
  const all: FaultModel["kinds"] = Object.fromEntries(
    Object.entries(HARSH.kinds).filter(([kind]) => kind !== LEFT_OUT),
  );
  const chosen = kinds === undefined ? all : Object.fromEntries(kinds.map((kind) => [kind, all[kind] ?? {}]));
  return { name: "row", count, kinds: chosen };
}
