import { present } from "../base/assert.ts";
import type { Builder } from "./builder.ts";
import type { HandlerModel } from "./handler-model.ts";
import { Handlers } from "./handlers.ts";
import { type FlowPlan, valueAt } from "./plan.ts";

/** The handlers of hop `h`: what its plan has, else the declared steps. */
export function handlersOf(builder: Builder, plan: FlowPlan, h: number): HandlerModel {
  const hop = present(plan.hops[h], "a flow has the hop");
  builder.layout.region(`handlers and stores of ${hop.handler.place}`);
  const { perPath } = hop.handler;
  const valueOf = perPath === undefined ? undefined : (m: number): number => valueAt(plan, h, perPath, m);
  const parts = { builder, hop: h, plan: hop.handler, valueOf };
  return hop.handlers?.(parts) ?? new Handlers(parts);
}
