/** Values of enums that came or went, for those who read a field of that type. */
import { placeOf } from "../model/setting.ts";
import type { EnumType } from "../model/message-type.ts";
import { type Change, VALUE } from "./change.ts";
import { enumOf, fieldsOf } from "./fields.ts";
import { change, type Halves, readers, type Said } from "./halves.ts";
import { same } from "./values.ts";

export function enumChanges(halves: Halves): readonly Change[] {
  const { old, now } = halves;
  return now.topology.enums.flatMap((type) => {
    const was = old.topology.enums.find(({ name }) => name === type.name);
    if (was === undefined || same(was.values.toSorted(), type.values.toSorted())) return [];
    const who = enumReaders(halves, type);
    const place: Change["place"] = { side: "new", origin: placeOf(type) };
    const said = (reason: string): Said => ({
      severity: who.length === 0 ? "safe" : "breaking",
      reason: who.length === 0 ? "nobody reads it" : reason,
      who,
    });
    const added = type.values.filter((value) => !was.values.includes(value));
    const gone = was.values.filter((value) => !type.values.includes(value));
    return [
      ...added.map((value) =>
        change(
          halves,
          `enum ${type.name}`,
          said("consumers that are not deployed yet do not know the value"),
          { kind: "changed", setting: `${VALUE}${value}`, after: value, place },
        ),
      ),
      ...gone.map((value) =>
        change(
          halves,
          `enum ${type.name}`,
          said(
            "new consumers do not know the value, and meet it in what is stored or sent by producers not deployed yet",
          ),
          { kind: "changed", setting: `${VALUE}${value}`, before: value, place },
        ),
      ),
    ];
  });
}

function enumReaders(halves: Halves, type: EnumType): readonly string[] {
  const found = [halves.old, halves.now].flatMap(({ topology }) =>
    topology.types
      .filter(({ kind }) => kind === "message")
      .flatMap(({ name }) =>
        [...fieldsOf(topology, name)]
          .filter(([, field]) => enumOf(topology, field.type)?.name === type.name)
          .flatMap(([path]) => readers(halves, name, path)),
      ),
  );
  return [...new Set(found)].sort();
}
