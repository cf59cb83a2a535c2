/** Differences for programs. The shape is grammar/diff.schema.json; nothing in it depends on the clock. */
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import type { Place } from "../../diff/change.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import type { GuaranteeChange } from "../../diff/guarantee-changes.ts";
import type { Compare } from "./compare.ts";

export function jsonDiff({ diffs, counts, sources, unread }: Compare): unknown {
  const place = ({ side, origin: { file, start } }: Place): unknown => {
    if (file === "") return { side };
    const { line, column } = sources[side].lines(file).at(start);
    return { side, file, line, column };
  };
  return {
    version: 1,
    topologies: diffs.map((diff) => ({
      ...names(diff),
      guarantees: diff.guarantees.map((each) => guarantee(each, place)),
      changes: diff.changes.map((each): unknown => ({ ...each, place: place(each.place) })),
      owners: diff.owners,
    })),
    unread: unread.map(({ findings, ...which }) => ({
      ...which,
      files: [...new Set(findings.map(({ span }) => span.file))].sort(),
    })),
    summary: counts,
  };
}

function names({ before, after }: TopologyDiff): { readonly before?: string; readonly after?: string } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function guarantee({ whys, needs, ...rest }: GuaranteeChange, place: (at: Place) => unknown): unknown {
  const words = (atoms: typeof needs.before): unknown =>
    atoms === undefined ? undefined : { faults: atoms, text: needsInWords(atoms) };
  const [before, after] = [words(needs.before), words(needs.after)];
  return {
    ...rest,
    needs: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
    reasons: whys,
    place: place(rest.place),
  };
}
