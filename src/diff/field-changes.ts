/** Fields of a message, those of its records among them: who fails when one comes, goes or changes. */
import { placeOf } from "../model/setting.ts";
import type { Field, MessageType } from "../model/message-type.ts";
import { type Change, FIELD } from "./change.ts";
import { compareTypes, fieldsOf, fieldText } from "./fields.ts";
import { same } from "./values.ts";
import { change, type Halves, readers, receivers, type Said, senders, unread, uses } from "./halves.ts";

/** One path of one message on both sides. */
interface Path {
  readonly message: string;
  readonly path: string;
  readonly old: Field | undefined;
  readonly now: Field | undefined;
}

export function fieldChanges(halves: Halves, type: MessageType): readonly Change[] {
  const before = fieldsOf(halves.old.topology, type.name);
  const after = fieldsOf(halves.now.topology, type.name);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path): readonly Change[] => {
    const parent = path.slice(0, path.lastIndexOf("."));
    // What is in a record that came or went is said by the record.
    if (path.includes(".") && !(before.has(parent) && after.has(parent))) return [];
    const [old, now] = [before.get(path), after.get(path)];
    const said = saidOf(halves, { message: type.name, path, old, now });
    if (said === undefined) return [];
    const made = change(halves, `message ${type.name}`, said, {
      kind: "changed",
      setting: `${FIELD}${path}`,
      ...(old === undefined ? {} : { before: fieldText(old) }),
      ...(now === undefined ? {} : { after: fieldText(now) }),
      place: { side: "new", origin: placeOf(type) },
    });
    return [made];
  });
}

function saidOf(halves: Halves, at: Path): Said | undefined {
  const { message, path, old, now } = at;
  if (same(old, now) && isSameEnum(halves, old, now)) return undefined;
  const who = readers(halves, message, path);
  if (now === undefined) return removed(halves, at, who);
  if (old === undefined) return added(halves, message, now, who);
  if (old.optional && !now.optional && who.length === 0) return added(halves, message, now, who);
  return changed(halves, at, [old, now], who);
}

/** The same text of a type names the same enum, unless one side has another kind of that name. */
function isSameEnum({ old, now }: Halves, was: Field | undefined, is: Field | undefined): boolean {
  if (was === undefined || is === undefined) return was === is;
  return compareTypes(old.topology, was.type, now.topology, is.type) === "same";
}

function removed(halves: Halves, { message, path, old }: Path, who: readonly string[]): Said {
  if (old?.optional === true) {
    const isNamed = receivers(halves, message).some(
      (consumer) => consumer.reads !== undefined && uses(consumer, path),
    );
    const reason = "consumers have to do without it already, and now always do";
    return { severity: isNamed ? "risky" : "safe", reason, who };
  }
  if (who.length === 0) return { severity: "safe", reason: unread(halves, message), who };
  const reason = "consumers that are not deployed yet read it, and new messages lack it";
  return { severity: "breaking", reason, who };
}

function added(halves: Halves, message: string, now: Field, readBy: readonly string[]): Said {
  if (now.optional) return { severity: "safe", reason: "who does not know it ignores it", who: [] };
  const who = [...new Set([...readBy, ...senders(halves, message)])].sort();
  if (readBy.length === 0)
    return { severity: "risky", reason: "every producer has to fill it; nobody reads it", who };
  const reason =
    "consumers that read it fail on messages from before: stored ones, and those of producers that are not deployed yet";
  return { severity: "breaking", reason, who };
}

/** What is wrong with the pair of types, or with who may leave the field out. */
function changed(
  halves: Halves,
  { message }: Path,
  [was, is]: readonly [Field, Field],
  who: readonly string[],
): Said | undefined {
  const { old, now } = halves;
  const said = (severity: "breaking" | "risky", reason: string): Said => ({
    severity: who.length === 0 ? "safe" : severity,
    reason: who.length === 0 ? unread(halves, message) : reason,
    who,
  });
  const compared = compareTypes(old.topology, was.type, now.topology, is.type);
  if (compared === "other")
    return said(
      "breaking",
      "another wire form: neither old consumers read new messages, nor new ones what is stored",
    );
  if (was.optional && !is.optional)
    return said("breaking", "consumers count on it, and messages from before may lack it");
  if (!was.optional && is.optional)
    return said("breaking", "consumers that are not deployed yet count on it, and new messages may lack it");
  if (compared === "wider")
    return said("risky", "consumers that are not deployed yet may refuse what is allowed now");
  if (compared === "narrower")
    return said("risky", "new consumers may refuse what is stored, or what producers not deployed yet send");
  return undefined;
}
