/** Producers: settings that changed, and producers that came or went. */
import { durationText } from "../base/duration.ts";
import { placeOf } from "../model/setting.ts";
import type { Producer, Topology } from "../model/topology.ts";
import type { Draft, Judgement } from "./change.ts";
import { common, heldBy, matched, RENAME, withEndpoint, withService } from "./endpoints.ts";
import { client } from "./judge.ts";
import { settingDrafts } from "./setting-drafts.ts";
import { isAt, producersOf, type Sides } from "./sides.ts";
import { withSetting } from "./values.ts";

export function producerDrafts(sides: Sides): readonly Draft[] {
  const { gone, come, both } = matched(producersOf(sides.old), producersOf(sides.now));
  return [
    ...gone.map((one) => removed(sides, one)),
    ...come.map((one) => added(sides, one)),
    ...both.flatMap(([was, now]) => [...ownDrafts(sides, was, now), ...brokerDrafts(sides, was, now)]),
  ];
}

function removed(sides: Sides, one: Producer): Draft {
  const others = producersOf(sides.now).some(({ to }) => isAt(to, one.to));
  const what = others ? "others still send there" : "nobody sends there any more";
  return {
    change: {
      ...common(sides, one, "producer", "old", one.to),
      ...client("risky", `${what}; ${RENAME}`),
      kind: "removed",
    },
    apply: (topology) =>
      withService(topology, one.service, (service) => ({
        ...service,
        producers: service.producers.filter(({ name }) => name !== one.name),
      })),
  };
}

function added(sides: Sides, one: Producer): Draft {
  return {
    change: {
      ...common(sides, one, "producer", "new", one.to),
      ...client("safe", "one more that sends; its messages have no order with those of others"),
      kind: "added",
    },
    apply: (topology) =>
      withEndpoint(sides, topology, one.service, (service) => ({
        ...service,
        producers: [...service.producers, one],
      })),
  };
}

function replaced(
  topology: Topology,
  { service, name }: Producer,
  set: (each: Producer) => Producer,
): Topology {
  return withService(topology, service, (each) => ({
    ...each,
    producers: each.producers.map((one) => (one.name === name ? set(one) : one)),
  }));
}

/** What every producer says, whatever its broker. */
interface Own {
  readonly text: (producer: Producer) => string;
  readonly judge: (now: Producer) => Judgement;
  readonly take: (from: Producer) => Partial<Producer>;
}

const OWN: Readonly<Record<string, Own>> = {
  to: {
    text: ({ to }) => `${to.kind} ${to.name}`,
    judge: () => client("breaking", "who reads these messages where they were sent before gets none"),
    take: ({ to }) => ({ to }),
  },
  awaits: {
    text: ({ awaits }) => String(awaits),
    judge: () => client("safe", "how the application sends"),
    take: ({ awaits }) => ({ awaits }),
  },
  "on-unknown": {
    text: ({ onUnknown }) => onUnknown,
    judge: ({ onUnknown }) =>
      onUnknown === "send-again"
        ? client("safe", "a send that was not answered is tried again")
        : client("risky", "a send that was not answered is not tried again"),
    take: ({ onUnknown }) => ({ onUnknown }),
  },
  store: {
    text: ({ writes }) => writesText(writes),
    judge: ({ writes }) =>
      writes?.order === "outbox"
        ? client("safe", "the write and the message are one transaction from now on")
        : client("risky", "a crash between the write and the send leaves one without the other"),
    take: ({ writes }) => ({ ...(writes && { writes }) }),
  },
  reply: {
    text: ({ reply }) => replyText(reply),
    judge: () => client("risky", "who answers, and who waits, have to agree on where and by what"),
    take: ({ reply }) => ({ ...(reply && { reply }) }),
  },
};

function writesText(writes: Producer["writes"]): string {
  if (writes === undefined) return "none";
  const steps = writes.order === "write-first" ? "[write, send]" : "[send, write]";
  return writes.order === "outbox" ? `outbox(${writes.store})` : `${writes.store}, steps: ${steps}`;
}

function replyText(reply: Producer["reply"]): string {
  if (reply === undefined) return "none";
  const within = reply.withinMs === undefined ? "" : `, within ${durationText(reply.withinMs)}`;
  return `${reply.channel.kind} ${reply.channel.name} by ${reply.correlate}${within}`;
}

function ownDrafts(sides: Sides, was: Producer, now: Producer): readonly Draft[] {
  const base = common(sides, now, "producer", "new", now.to);
  return Object.entries(OWN).flatMap(([setting, { text, judge, take }]): readonly Draft[] => {
    if (text(was) === text(now)) return [];
    return [
      {
        change: {
          ...base,
          ...judge(now),
          setting,
          kind: "changed",
          before: text(was),
          after: text(now),
          place: { side: "new", origin: placeOf(now, setting) },
        },
        apply: (topology) => replaced(topology, now, (each) => ({ ...each, ...take(now) })),
      },
    ];
  });
}

function brokerDrafts(sides: Sides, was: Producer, now: Producer): readonly Draft[] {
  const base = common(sides, now, "producer", "new", now.to);
  const held = heldBy(sides, [was, now], "producer", now.to, base);
  if (held === undefined) return [];
  return settingDrafts(sides, {
    ...held,
    apply: (topology, setting, value) =>
      replaced(topology, now, (each) => ({ ...each, settings: withSetting(each.settings, setting, value) })),
  });
}
