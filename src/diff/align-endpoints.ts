/** Endpoints that say what they were called before: nothing else tells a rename from one that went and one that came. */
import { endpointId } from "../model/flow.ts";
import type { Act, Consumer, Guarantee, Producer, SendUse, Topology } from "../model/topology.ts";
import { grouped, type IsNamed, type Renamed } from "./align-services.ts";

/** By full names. */
export function renamedEndpoints(old: Topology, now: Topology): readonly Renamed[] {
  const before = new Set(endpointsOf(old).map(endpointId));
  return endpointsOf(now).flatMap((each) => {
    const was = each.was === undefined ? undefined : `${each.service}.${each.was}`;
    if (was === undefined || before.has(endpointId(each)) || !before.has(was)) return [];
    return [{ kind: "steps" in each ? "consumer" : "producer", before: was, after: endpointId(each) }];
  });
}

function endpointsOf({ services }: Topology): readonly (Producer | Consumer)[] {
  return services.flatMap(({ producers, consumers }) => [...producers, ...consumers]);
}

export function renameEndpoint(topology: Topology, { before, after }: Renamed, isNamed: IsNamed): Topology {
  const [service = "", old = ""] = before.split(".");
  const name = after.slice(service.length + 1);
  const end = (text: string): string => (text === before ? after : text);
  const used = (use: SendUse): SendUse => (use.producer === old ? { ...use, producer: name } : use);
  const act = (each: Act): Act =>
    each.kind === "send" && each.producer === old ? { ...each, producer: name } : each;
  const named = <T extends Producer | Consumer>(each: T): T => (each.name === old ? { ...each, name } : each);
  return {
    ...topology,
    services: topology.services.map((each) =>
      each.name !== service
        ? each
        : {
            ...each,
            producers: each.producers.map(named),
            consumers: each.consumers.map((consumer) => ({
              ...named(consumer.name === old ? grouped(topology, consumer, isNamed) : consumer),
              sends: consumer.sends.map(used),
              steps:
                consumer.steps === "unknown" ? consumer.steps : consumer.steps.map((group) => group.map(act)),
            })),
          },
    ),
    guarantees: topology.guarantees.map(
      (each): Guarantee => ({ ...each, from: end(each.from), to: end(each.to) }),
    ),
  };
}
