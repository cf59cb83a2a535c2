/** What a producer of the user's is made of. */
import type { FlowPlan } from "../../runtime/plan.ts";
import type { Stage } from "./stage.ts";
import type { Intent } from "./user-process.ts";

export interface ProducerParts {
  /** Of the service: its name, and the kind of each broker that it touches, by name. */
  readonly service: { readonly name: string; readonly brokers: Readonly<Record<string, string>> };
  /** Name in the spec of the producer that begins the flow. */
  readonly producer: string;
  readonly plan: Pick<FlowPlan, "producer" | "keys" | "calls" | "waits">;
  readonly stage: Stage;
  readonly intentOf: (m: number) => Intent;
}
