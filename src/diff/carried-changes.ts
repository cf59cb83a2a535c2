/** Which messages come to a channel that is read, and which ones a producer sends. */
import { endpointId } from "../model/flow.ts";
import { placeOf } from "../model/setting.ts";
import type { Channel, Producer, Topology } from "../model/topology.ts";
import type { Change, Draft } from "./change.ts";
import { withService } from "./endpoints.ts";
import { change, type Halves, type Said } from "./halves.ts";
import { channelIn, concern, ownersOf, producersOf, readersOf } from "./sides.ts";

export function carriedDrafts(halves: Halves): readonly Draft[] {
  const { old, now } = halves;
  return [
    ...now.topology.channels.flatMap((channel) => carriedDraft(halves, channel)),
    ...producersOf(now.topology).flatMap((producer) => {
      const id = endpointId(producer);
      const was = producersOf(old.topology).find((each) => endpointId(each) === id);
      return was === undefined ? [] : sendsDraft(halves, was, producer);
    }),
  ];
}

function carriedDraft(halves: Halves, channel: Channel): readonly Draft[] {
  const { old, now } = halves;
  if (channelIn(old.topology, channel) === undefined) return [];
  const [before, after] = [old.traffic.at(channel).toSorted(), now.traffic.at(channel).toSorted()];
  if (before.join() === after.join()) return [];
  const said = carriedSaid(before, after, readersOf(old.topology, channel).map(endpointId).sort());
  if (said === undefined) return [];
  const made = change(halves, `${channel.kind} ${channel.name}`, said, {
    kind: "changed",
    setting: "carries",
    before: before.join(" | ") || "nothing",
    after: after.join(" | ") || "nothing",
    place: { side: "new", origin: placeOf(channel, "carries") },
  });
  return [{ change: { ...made, owners: ownersOf(channel.owner) } }];
}

function carriedSaid(
  before: readonly string[],
  after: readonly string[],
  who: readonly string[],
): Said | undefined {
  const added = after.filter((name) => !before.includes(name));
  if (who.length === 0) return undefined;
  if (added.length === 0)
    return { severity: "risky", reason: "consumers no longer get it; what is stored still comes", who };
  return before.length === 0
    ? { severity: "risky", reason: "what travels there was not said before", who }
    : {
        severity: "breaking",
        reason: "consumers that are not deployed yet meet a type that they do not know",
        who,
      };
}

function sendsDraft({ sides }: Halves, was: Producer, now: Producer): readonly Draft[] {
  const [before, after] = [was.sends.toSorted(), now.sends.toSorted()];
  if (before.join() === after.join()) return [];
  const gone = before.filter((name) => !after.includes(name));
  const id = endpointId(now);
  const made: Change = {
    entity: `producer ${id}`,
    setting: "sends",
    kind: "changed",
    before: before.join(" | ") || "nothing said",
    after: after.join(" | ") || "nothing said",
    severity: gone.length > 0 ? "risky" : "safe",
    consequence: "client",
    reason:
      gone.length > 0
        ? `${gone.join(", ")} no longer comes from it`
        : "consumers of its channel know the type, or are listed at the channel",
    cites: [],
    owners: ownersOf(concern(sides, id).owner),
    concerns: [],
    place: { side: "new", origin: placeOf(now, "sends") },
  };
  const apply = (topology: Topology): Topology =>
    withService(topology, now.service, (service) => ({
      ...service,
      producers: service.producers.map((each) =>
        each.name === now.name ? { ...each, sends: now.sends } : each,
      ),
    }));
  return [{ change: made, apply }];
}
