/** Messages: which consumers, and which producers, a changed field or type breaks. */
import { Traffic } from "../compiler/check/traffic.ts";
import { endpointId } from "../model/flow.ts";
import { placeOf } from "../model/setting.ts";
import { identityOf, type MessageType } from "../model/message-type.ts";
import type { Topology } from "../model/topology.ts";
import { carriedDrafts } from "./carried-changes.ts";
import type { Change, Draft } from "./change.ts";
import { enumChanges } from "./enum-changes.ts";
import { fieldChanges } from "./field-changes.ts";
import { change, type Half, type Halves, receivers, type Said, senders } from "./halves.ts";
import { plainSchema } from "./plain-schema.ts";
import type { Sides } from "./sides.ts";
import { same } from "./values.ts";

export function messageDrafts(sides: Sides): readonly Draft[] {
  const half = (topology: Topology): Half => ({ topology, traffic: new Traffic(topology, sides.brokers) });
  const halves: Halves = { sides, old: half(sides.old), now: half(sides.now) };
  const changes = [...enumChanges(halves), ...typeChanges(halves)];
  return [...changes.map((change): Draft => ({ change })), ...carriedDrafts(halves)];
}

function typeChanges(halves: Halves): readonly Change[] {
  const { old, now } = halves;
  const isMessage = ({ kind }: MessageType): boolean => kind === "message";
  const before = old.topology.types.filter(isMessage);
  const after = now.topology.types.filter(isMessage);
  const has = (list: readonly MessageType[], { name }: MessageType): boolean =>
    list.some((each) => each.name === name);
  return [
    ...before.filter((type) => !has(after, type)).map((type) => typeRemoved(halves, type)),
    ...after
      .filter((type) => !has(before, type))
      .map((type) =>
        change(
          halves,
          `message ${type.name}`,
          { severity: "safe", reason: "a new type; who gets it is said at its channels", who: [] },
          { kind: "added", place: { side: "new", origin: placeOf(type) } },
        ),
      ),
    ...after.flatMap((type) => {
      const was = before.find(({ name }) => name === type.name);
      return was === undefined ? [] : messageChanged(halves, was, type);
    }),
  ];
}

function typeRemoved(halves: Halves, type: MessageType): Change {
  const all = receivers(halves, type.name).map(endpointId).sort();
  const said: Said =
    all.length === 0
      ? { severity: "safe", reason: "nobody gets it", who: all }
      : {
          severity: "breaking",
          reason:
            "consumers still meet it in what is stored, and no longer know it; its name tells it apart, so that a rename is another type",
          who: all,
        };
  return change(halves, `message ${type.name}`, said, {
    kind: "removed",
    place: { side: "old", origin: placeOf(type) },
  });
}

function messageChanged(halves: Halves, was: MessageType, type: MessageType): readonly Change[] {
  // Bytes have no fields to compare.
  if (was.opaque !== type.opaque) return [opaqueChange(halves, was, type)];
  return [
    ...identityChange(halves, was, type),
    ...schemaChange(halves, was, type, fieldChanges(halves, type)),
  ];
}

/** What a schema says beyond fields is compared as a whole. */
function schemaChange(
  halves: Halves,
  was: MessageType,
  type: MessageType,
  fields: readonly Change[],
): readonly Change[] {
  const isSame = same(plainSchema(was.source?.schema), plainSchema(type.source?.schema));
  if (fields.length > 0 || isSame || isToldByEnums(halves, type)) return fields;
  const who = receivers(halves, type.name).map(endpointId).sort();
  const reason = "its schema is another; no field tells a difference that breaks";
  const said: Said = { severity: who.length === 0 ? "safe" : "risky", reason, who };
  const place = { side: "new", origin: placeOf(type) } as const;
  return [change(halves, `message ${type.name}`, said, { kind: "changed", setting: "schema", place })];
}

/** Enums that a schema holds are listed by themselves. */
function isToldByEnums({ old, now }: Halves, { name }: MessageType): boolean {
  const valuesIn = (half: Half): unknown =>
    half.topology.enums
      .filter((each) => each.derived === true && each.name.startsWith(`${name}.`))
      .map((each) => [each.name, each.values.toSorted()]);
  return !same(valuesIn(old), valuesIn(now));
}

function opaqueChange(halves: Halves, was: MessageType, type: MessageType): Change {
  const who = receivers(halves, type.name).map(endpointId).sort();
  const severity = who.length === 0 ? "risky" : "breaking";
  const said: Said = { severity, reason: "bytes on one side, fields on the other", who };
  return change(halves, `message ${type.name}`, said, {
    kind: "changed",
    setting: "opaque",
    before: String(was.opaque),
    after: String(type.opaque),
    place: { side: "new", origin: placeOf(type) },
  });
}

function identityChange(halves: Halves, was: MessageType, type: MessageType): readonly Change[] {
  const names = (each: MessageType): string => identityOf(each).toSorted().join(", ");
  if (names(was) === names(type)) return [];
  const who = new Set([...senders(halves, type.name), ...receivers(halves, type.name).map(endpointId)]);
  const reason =
    "what makes two messages the same is another field: a repetition of a message sent before is not recognised";
  const said: Said = { severity: "breaking", reason, who: [...who].sort() };
  const made = change(halves, `message ${type.name}`, said, {
    kind: "changed",
    setting: "identity",
    before: names(was) || "none",
    after: names(type) || "none",
    place: { side: "new", origin: placeOf(type) },
  });
  return [made];
}
