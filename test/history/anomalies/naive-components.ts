/** Strong components by reachability. */
type Edges = readonly (readonly [number, number])[];

/** How many strong components of `edges` have an edge of each of `needed` inside. */
export function components(edges: Edges, needed: readonly Edges[]): number {
  const nodes = [...new Set(edges.flat())];
  const reach = new Map(nodes.map((node) => [node, reached(node, edges)]));
  const together = (a: number, b: number): boolean =>
    reach.get(a)?.has(b) === true && reach.get(b)?.has(a) === true;
  const heads = nodes.filter(
    (node) => together(node, node) && !nodes.some((other) => other < node && together(other, node)),
  );
  return heads.filter((head) =>
    needed.every((kind) => kind.some(([a, b]) => together(head, a) && together(head, b))),
  ).length;
}

function reached(from: number, edges: Edges): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const [a, b] of edges)
      if (a === node && !seen.has(b)) {
        seen.add(b);
        open.push(b);
      }
  return seen;
}
