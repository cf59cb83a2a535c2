/** The program a policy's pattern is compiled to, and its run in time linear in program times text. */

/** One instruction. `to` and `or` are indices of instructions. */
export type Op =
  | { readonly op: "char"; readonly test: (character: string) => boolean }
  | { op: "split"; to: number; or: number }
  | { op: "jump"; to: number }
  | { readonly op: "start" }
  | { readonly op: "end" }
  | { op: "look"; to: number; readonly negated: boolean }
  | { readonly op: "match" };

/** Whether `ops` match some part of `text`, given as characters. */
export function search(ops: readonly Op[], text: readonly string[]): boolean {
  const seen = new Uint8Array(ops.length * (text.length + 1));
  for (let start = 0; start <= text.length; start++) if (run(ops, text, 0, start, seen)) return true;
  return false;
}

/** Depth first; what has been tried at a place is not tried again, so that `seen` bounds the work. */
function run(
  ops: readonly Op[],
  text: readonly string[],
  from: number,
  at: number,
  seen: Uint8Array,
): boolean {
  const open: [pc: number, at: number][] = [[from, at]];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [pc, i] = top;
    const key = pc * (text.length + 1) + i;
    if (seen[key] === 1) continue;
    seen[key] = 1;
    const op = ops[pc];
    if (op === undefined) continue;
    switch (op.op) {
      case "match":
        return true;
      case "char":
        if (i < text.length && op.test(text[i] ?? "")) open.push([pc + 1, i + 1]);
        break;
      case "split":
        open.push([op.or, i], [op.to, i]);
        break;
      case "jump":
        open.push([op.to, i]);
        break;
      case "start":
        if (i === 0) open.push([pc + 1, i]);
        break;
      case "end":
        if (i === text.length) open.push([pc + 1, i]);
        break;
      case "look":
        if (run(ops, text, pc + 1, i, new Uint8Array(seen.length)) !== op.negated) open.push([op.to, i]);
        break;
    }
  }
  return false;
}

/** Moves the targets of `op` by `by` instructions. */
export function shift(op: Op, by: number): void {
  if (op.op === "split") op.or += by;
  if (op.op === "split" || op.op === "jump" || op.op === "look") op.to += by;
}
