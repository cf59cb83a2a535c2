/** What a comparison says of one difference. */
import type { Origin } from "../model/origin.ts";
import type { Topology } from "../model/topology.ts";

/** `breaking`: somebody stops working, or what is stored is lost. `risky`: it depends on what runs. */
export type Severity = "breaking" | "risky" | "safe";

/** Gravest first. */
export const SEVERITIES: readonly Severity[] = ["breaking", "risky", "safe"];

/** What the broker does when a change is deployed. */
export type Consequence =
  /** Changed while it runs. */
  | "in-place"
  /** The declaration is refused until the entity is deleted and created anew. */
  | "refused"
  /** No broker does it; only another entity beside it can have the new value. */
  | "impossible"
  /** Something new beside the old, which stays with what it holds. */
  | "recreate"
  /** Created when it is deployed. */
  | "created"
  /** Nothing removes it: it stays until somebody deletes it. */
  | "left-behind"
  /** Takes effect when nodes are restarted. */
  | "restart"
  /** The broker is not asked: clients do it when they are deployed. */
  | "client"
  /** Nothing is deployed. */
  | "none";

/** What a rule says of a change. */
export interface Judgement {
  readonly severity: Severity;
  readonly consequence: Consequence;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** Numbers of statements about the broker. */
  readonly cites: readonly string[];
}

/** An endpoint that a change touches, and who answers for it. */
export interface Concern {
  /** `service.endpoint` */
  readonly endpoint: string;
  readonly owner?: string;
}

/** Where something stands, in the old or in the new topology. */
export interface Place {
  readonly side: "old" | "new";
  readonly origin: Origin;
}

export interface Change extends Judgement {
  /** `topic orders`, `producer shop.placing`, `message OrderPlaced` */
  readonly entity: string;
  /** The setting or field; absent where the entity itself came or went. */
  readonly setting?: string;
  readonly kind: "added" | "removed" | "changed";
  /** As a spec writes it; absent where there was nothing. */
  readonly before?: string;
  readonly after?: string;
  /** Of the entity, before and after. */
  readonly owners: readonly string[];
  /** Endpoints that are touched; of others where the entity is one itself. */
  readonly concerns: readonly Concern[];
  readonly place: Place;
  /** Where it is so, `base` for the topology as it is declared; absent where that is everywhere. */
  readonly environments?: readonly string[];
}

/** A change with the way to make it alone. */
export interface Draft {
  readonly change: Change;
  /** The old topology with this change; the same object where the change touches nothing of it. Absent where inference reads nothing of it. */
  readonly apply?: (topology: Topology) => Topology;
}

/** How a setting begins that is a field of a message, or a value of an enum. */
export const FIELD = "field ";
export const VALUE = "value ";

/** `acks: all → 1 in producer shop.placing`, `topic orders removed` */
export function changeText({ entity, setting, kind, before, after }: Change): string {
  if (setting === undefined) return `${entity} ${kind}`;
  if (before === undefined && after === undefined) return `${setting} ${kind} in ${entity}`;
  const isMember = setting.startsWith(FIELD) || setting.startsWith(VALUE);
  if (isMember && (before === undefined || after === undefined)) {
    const type = setting.startsWith(FIELD) ? `: ${after ?? before ?? ""}` : "";
    return `${setting} ${before === undefined ? "added" : "removed"} in ${entity}${type}`;
  }
  return `${setting}: ${before ?? "nothing"} → ${after ?? "nothing"} in ${entity}`;
}
