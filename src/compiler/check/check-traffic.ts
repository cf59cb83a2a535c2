/** What is sent is carried, and what is promised is connected. */
import type { Span } from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { Consumer, Service, Topology } from "../../model/topology.ts";
import { UNKNOWN } from "../../model/value.ts";
import { guarantees } from "../resolve/guarantees.diagnostics.ts";
import type { GuaranteeUses, Resolution } from "../resolve/resolution.ts";
import { types } from "../resolve/types.diagnostics.ts";
import type { Traffic } from "./traffic.ts";

export function checkTraffic(resolution: Resolution, traffic: Traffic, sink: FindingSink): void {
  const { topology } = resolution;
  checkCarried(topology, sink);
  const seen = new Map<string, Span>();
  resolution.guarantees.forEach((uses, i) => {
    const under = topology.guarantees[i]?.under.name ?? "";
    checkEnds(uses, topology, traffic, sink);
    const key = `${uses.from} ${uses.to} ${under}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, uses.span);
    else {
      const related = [{ span: before, label: "the other one" }];
      const params = { from: uses.from, to: uses.to };
      sink.add(guarantees.report.promisedTwice(uses.span, params, { related }));
    }
  });
}

function checkCarried(topology: Topology, sink: FindingSink): void {
  for (const producer of topology.services.flatMap((service) => service.producers)) {
    const { kind, name } = producer.to;
    const channel = topology.channels.find((each) => each.kind === kind && each.name === name);
    const carries = channel?.carries ?? [];
    if (carries.length === 0) continue;
    const span = producer.origins?.["sends"] ?? producer.origin;
    const place = channel?.origins?.["carries"] ?? channel?.origin;
    const related = place === undefined ? [] : [{ span: place, label: "carries these" }];
    for (const message of producer.sends) {
      if (carries.includes(message) || span === undefined) continue;
      const params = { channel: `${kind} \`${name}\``, message };
      sink.add(types.report.notCarried(span, params, { related }));
    }
  }
}

function checkEnds(uses: GuaranteeUses, topology: Topology, traffic: Traffic, sink: FindingSink): void {
  const { from, to, span } = uses;
  const sender = endOf(topology, from);
  const receiver = endOf(topology, to);
  const producer = sender?.service.producers.find(({ name }) => name === sender.name);
  const consumer = receiver?.service.consumers.find(({ name }) => name === receiver.name);
  if (producer === undefined || consumer === undefined) return;
  if (!traffic.isConnected(producer, consumer)) sink.add(guarantees.report.notConnected(span, { from, to }));
  if (!hasEffect(consumer)) sink.add(guarantees.report.noEffect(span, { to }));
  const ends = [sender, receiver].map((end) => end?.service);
  const nameless = ends.findIndex((service) => service?.external === true && service.client === UNKNOWN);
  if (nameless >= 0) sink.add(guarantees.report.externalEnd(span, { end: nameless === 0 ? from : to }));
}

function hasEffect({ steps }: Consumer): boolean {
  return steps === "unknown" || steps.some((group) => group.some(({ kind }) => kind === "effect"));
}

function endOf(topology: Topology, id: string): { service: Service; name: string } | undefined {
  const [first, name] = id.split(".");
  const service = topology.services.find((each) => each.name === first);
  return service === undefined || name === undefined ? undefined : { service, name };
}
