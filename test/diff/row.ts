/** One change of a spec, and what has to be said of it. */
import type { Consequence } from "../../src/diff/change.ts";
import type { Edit, SpecName } from "./compared.ts";

export interface Row {
  readonly what: string;
  readonly spec: SpecName;
  readonly edits: readonly Edit[];
  /** `setting of entity`, or `entity added | removed`. */
  readonly change: string;
  readonly consequence: Consequence;
  readonly says?: RegExp;
  readonly cites?: string;
}

export const row = (
  what: string,
  spec: SpecName,
  edits: readonly Edit[],
  change: string,
  consequence: Consequence,
  more: Pick<Row, "says" | "cites"> = {},
): Row => ({ what, spec, edits, change, consequence, ...more });

const PARKING = "queue parking  on tasks { type: quorum }";
export const parking = (settings: string): Edit => [PARKING, `queue parking  on tasks { ${settings} }`];
export const BIND = 'bind notices -> email { key: "order.*.placed" }';
export const bind = (key: string): Edit => [BIND, `bind notices -> email { key: ${key} }`];
