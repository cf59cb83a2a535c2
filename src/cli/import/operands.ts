/** What stands behind `import`: a kind with its sources, and sources of other kinds. */
import { nearest } from "../../diagnostics/nearest.ts";
import type { Draft } from "../../drafts/draft.ts";
import { UsageError } from "../output.ts";
import type { ImportCall, ImportKind } from "./kind.ts";
import { KINDS } from "./kinds.ts";

/** Sources of one kind, in the order of the call. */
export interface Operand {
  readonly kind: ImportKind;
  readonly sources: readonly string[];
}

const WORDS = KINDS.map(({ kind }) => kind);

/** `source src/ strimzi:kafka/`: the first word is the kind of all that names none. Throws UsageError. */
export function operandsOf(words: readonly string[]): readonly Operand[] {
  const [first = "", ...rest] = words;
  const own = KINDS.find(({ kind }) => kind === first);
  const operands: { kind: ImportKind; sources: string[] }[] =
    own === undefined ? [] : [{ kind: own, sources: [] }];
  for (const word of own === undefined ? words : rest) {
    const prefixed = KINDS.find(({ kind }) => word.startsWith(`${kind}:`) && !word.startsWith(`${kind}://`));
    const kind = prefixed ?? own;
    if (kind === undefined) throw new UsageError(unknownKind(word));
    const source = prefixed === undefined ? word : word.slice(prefixed.kind.length + 1);
    const known = operands.find((each) => each.kind === kind);
    if (known === undefined) operands.push({ kind, sources: [source] });
    else known.sources.push(source);
  }
  if (operands.length === 0) throw new UsageError(unknownKind(""));
  for (const { kind, sources } of operands)
    if (sources.length === 0 || sources.includes(""))
      throw new UsageError(`import ${kind.kind} takes ${kind.takes}`);
  return operands;
}

/** The drafts of all operands, one after the other. Throws UsageError. */
export async function readOperands(
  operands: readonly Operand[],
  call: ImportCall,
): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const { kind, sources } of operands) drafts.push(...(await kind.read(sources, call)));
  return drafts;
}

function unknownKind(word: string): string {
  const meant = nearest(word, WORDS);
  const hint = meant === undefined ? `kinds are ${WORDS.join(", ")}` : `did you mean ${meant}?`;
  return word === ""
    ? `import takes a kind and a source: ${hint}`
    : `import ${word.slice(0, 60)} is not known: ${hint}`;
}
