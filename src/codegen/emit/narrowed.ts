/** Types that hold only the fields a consumer says it reads. */
import type { Field, FieldType } from "../../model/message-type.ts";
import type { TypePlan, Types } from "../plan/types.ts";
import { textLiteral, typeKey } from "./literal.ts";
import { listText } from "./type-text.ts";

/** The types of a topology, and which of them a module speaks of. */
export class NamedTypes {
  readonly #types: Types;
  readonly #used = new Set<string>();

  constructor(types: Types) {
    this.#types = types;
  }

  /** The record or message of that name in the spec. */
  plan(name: string): TypePlan | undefined {
    return this.#types.byName.get(name);
  }

  /** `name` in TypeScript, which is then among those used. */
  use(name: string): string {
    this.#used.add(name);
    return name;
  }

  /** Names in TypeScript, in order. */
  used(): readonly string[] {
    return [...this.#used].sort();
  }
}

type Paths = readonly (readonly string[])[];

/** `whole`: the type as it is, in TypeScript. Paths that `type` does not have are another message's. */
export function narrowedText(type: FieldType, paths: Paths, whole: () => string, named: NamedTypes): string {
  switch (type.kind) {
    case "scalar":
      return whole();
    case "list": {
      const entry = narrowedText(type.of, paths, () => `${whole()}[number]`, named);
      return listText(entry, type.least, type.most);
    }
    case "map":
      return `Readonly<Record<string, ${narrowedText(type.of, paths, () => `${whole()}[string]`, named)}>>`;
    case "named":
      return recordText(type.name, paths, whole, named);
  }
}

function recordText(record: string, paths: Paths, whole: () => string, named: NamedTypes): string {
  const plan = named.plan(record);
  // All of it is read, or it has no parts.
  if (plan === undefined || paths.some((path) => path.length === 0)) return whole();
  const properties = plan.type.fields.flatMap((field) => {
    const below = paths.filter(([first]) => first === field.name).map(([, ...rest]) => rest);
    return below.length === 0 ? [] : [propertyText(field, below, plan.name, named)];
  });
  return properties.length === 0 ? "{}" : `{ ${properties.join("; ")} }`;
}

function propertyText(
  { name, type, optional }: Field,
  below: Paths,
  holder: string,
  named: NamedTypes,
): string {
  const whole = (): string => {
    const text = `${named.use(holder)}[${textLiteral(name)}]`;
    return optional ? `NonNullable<${text}>` : text;
  };
  const isWhole = below.some((path) => path.length === 0);
  const text = isWhole ? whole() : narrowedText(type, below, whole, named);
  return `readonly ${typeKey(name)}${optional ? "?" : ""}: ${text}`;
}
