/** Steps from one place of a file to the next. */
import { isList, isMap } from "../../compiler/resolve/arguments.ts";
import {
  escaped,
  isTrouble,
  type Place,
  type SchemaFiles,
  type Trouble,
} from "../../compiler/resolve/schema/files.ts";
import type { Value } from "../../model/value.ts";

/** References that are followed before something is there. */
const STEPS_MAX = 100;

/** What `place` refers to in the end, itself where it is no reference. */
export function followed(place: Place, files: SchemaFiles): Place | Trouble {
  let at: Place | Trouble = place;
  for (let i = 0; i < STEPS_MAX && !isTrouble(at); i++) {
    const ref: Value | undefined = isMap(at.value) ? at.value["$ref"] : undefined;
    if (typeof ref !== "string") return at;
    at = files.referred(at, ref);
  }
  return isTrouble(at) ? at : { trouble: "its references go in a circle" };
}

export function child(place: Place | undefined, key: string): Place | undefined {
  if (place === undefined || !isMap(place.value) || !Object.hasOwn(place.value, key)) return undefined;
  const value = place.value[key];
  return value === undefined || value === null
    ? undefined
    : { file: place.file, pointer: `${place.pointer}/${escaped(key)}`, value };
}

/** Entries of a map or items of a list, in their order. */
export function children(
  place: Place | undefined,
): readonly { readonly key: string; readonly place: Place }[] {
  if (place === undefined) return [];
  const { file, pointer, value } = place;
  const entries: readonly (readonly [string, Value])[] = isList(value)
    ? value.map((each, i) => [`${i}`, each] as const)
    : isMap(value)
      ? Object.entries(value)
      : [];
  return entries.map(([key, each]) => ({
    key,
    place: { file, pointer: `${pointer}/${escaped(key)}`, value: each },
  }));
}

export function textAt(place: Place | undefined, key: string): string | undefined {
  const value = child(place, key)?.value;
  return typeof value === "string" ? value : undefined;
}
