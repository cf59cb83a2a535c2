/**
 * States in components of the transition graph that can go in circles for ever and have no way out, among those with
 * due work. Tarjan's algorithm, iterative. Answers one state a component, the lowest numbered (nearest to the start).
 */
export function livelocked(states: number, from: readonly number[], to: readonly number[], due: readonly number[]): number[] {
  if (due.length === 0) return [];
  const { offsets, targets } = adjacency(states, from, to);
  const component = components(states, offsets, targets);
  const leaves = new Uint8Array(states);
  const circles = new Uint8Array(states);
  for (let i = 0; i < from.length; i++) {
    const a = component[from[i] as number] as number;
    const b = component[to[i] as number] as number;
    if (a === b) circles[a] = 1;
    else leaves[a] = 1;
  }
  const seen = new Set<number>();
  const answer: number[] = [];
  for (const state of due) {
    const c = component[state] as number;
    if (leaves[c] === 1 || circles[c] === 0 || seen.has(c)) continue;
    seen.add(c);
    answer.push(state);
  }
  return answer;
}

function adjacency(states: number, from: readonly number[], to: readonly number[]): { offsets: Int32Array; targets: Int32Array } {
  const offsets = new Int32Array(states + 1);
  for (const a of from) offsets[a + 1] = (offsets[a + 1] as number) + 1;
  for (let i = 0; i < states; i++) offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
  const targets = new Int32Array(from.length);
  const at = offsets.slice();
  for (let i = 0; i < from.length; i++) {
    const a = from[i] as number;
    targets[at[a] as number] = to[i] as number;
    at[a] = (at[a] as number) + 1;
  }
  return { offsets, targets };
}

function components(states: number, offsets: Int32Array, targets: Int32Array): Int32Array {
  const component = new Int32Array(states).fill(-1);
  const order = new Int32Array(states);
  const low = new Int32Array(states);
  const cursor = offsets.slice();
  const stack: number[] = [];
  const calls: number[] = [];
  let clock = 0;
  for (let root = 0; root < states; root++) {
    if (order[root] !== 0) continue;
    calls.push(root);
    while (calls.length > 0) {
      const v = calls[calls.length - 1] as number;
      if (order[v] === 0) {
        clock += 1;
        order[v] = clock;
        low[v] = clock;
        stack.push(v);
      }
      const at = cursor[v] as number;
      if (at < (offsets[v + 1] as number)) {
        cursor[v] = at + 1;
        const w = targets[at] as number;
        if (order[w] === 0) calls.push(w);
        else if (component[w] === -1) low[v] = Math.min(low[v] as number, order[w] as number);
        continue;
      }
      calls.pop();
      const parent = calls[calls.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[v] as number);
      if (low[v] === order[v]) for (let w = -1; w !== v; ) component[(w = stack.pop() as number)] = v;
    }
  }
  return component;
}
