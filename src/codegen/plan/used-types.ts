/** The types that some services need: what they send and get, and what that is made of. */
import type { FieldType } from "../../model/message-type.ts";
import type { Service, Topology } from "../../model/topology.ts";
import type { Scene } from "./scene.ts";

/** `topology` with no other types and enums than those of `services`. */
export function withUsedTypes(topology: Topology, scene: Scene, services: readonly Service[]): Topology {
  const byName = new Map(topology.types.map((type) => [type.name, type]));
  const used = new Set<string>();
  const open = services.flatMap(({ producers, consumers }) => [
    ...producers.flatMap((producer) => scene.traffic.sentBy(producer)),
    ...consumers.flatMap(({ from }) => scene.traffic.at(from)),
  ]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    open.push(...(byName.get(name)?.fields ?? []).flatMap(({ type }) => namedIn(type)));
  }
  return {
    ...topology,
    types: topology.types.filter(({ name }) => used.has(name)),
    enums: topology.enums.filter(({ name }) => used.has(name)),
  };
}

function namedIn(type: FieldType): readonly string[] {
  if (type.kind === "named") return [type.name];
  return type.kind === "scalar" ? [] : namedIn(type.of);
}
