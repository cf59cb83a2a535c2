/** What is known of the channels of a client: whether they confirm, who waits for that, and their prefetch. */
import type { SourceCall, SourceFacts } from "../../../../source/source.ts";
import { flagOf, optionsOf } from "../../../../source/options.ts";
import { UNKNOWN } from "../stand-ins.ts";

export interface ClientChannel {
  /** `true`, `false` or `unknown`. */
  readonly confirms: string;
  /** Somebody waits for confirms of it, or takes them by a callback. */
  readonly isWaitedFor: boolean;
  /** As a setting; undefined where a limit may be set that the code read does not show. */
  readonly prefetch: string;
}

export function clientChannels(facts: SourceFacts): (call: SourceCall) => ClientChannel {
  const byObject = new Map<string, SourceCall[]>();
  for (const call of facts.calls) byObject.set(call.object, [...(byObject.get(call.object) ?? []), call]);
  const byId = new Map(facts.calls.map((call) => [call.id, call]));
  return (call) => {
    const calls = byObject.get(call.object) ?? [];
    const makers = (facts.made.get(call.object) ?? []).flatMap((id) => byId.get(id) ?? []);
    return {
      confirms: confirmsOf(call, makers),
      isWaitedFor: calls.some(waits),
      prefetch: prefetchOf(call, calls, makers),
    };
  };
}

function confirmsOf({ type }: SourceCall, makers: readonly SourceCall[]): string {
  if (type === "ConfirmChannel") return "true";
  const said = new Set(makers.map(confirmsBy));
  const [only, ...others] = said;
  return only === undefined || others.length > 0 ? UNKNOWN : only;
}

/** amqp-connection-manager confirms unless `confirm: false` (README, since 4.0). */
function confirmsBy({ method, type, args }: SourceCall): string {
  if (type === "ChannelModel" || type === "Connection") return `${method === "createConfirmChannel"}`;
  return flagOf(optionsOf(args[0]), "confirm", true);
}

function waits({ method, type, args, isAwaited }: SourceCall): boolean {
  if (method === "waitForConfirms") return true;
  if (method !== "publish" && method !== "sendToQueue") return false;
  // A channel of amqp-connection-manager gives a promise of the confirm.
  if (type === "ChannelWrapper") return isAwaited;
  return args[method === "publish" ? 4 : 3]?.kind === "function";
}

/** amqplib sets no limit by itself. */
function prefetchOf(call: SourceCall, calls: readonly SourceCall[], makers: readonly SourceCall[]): string {
  const limits = calls.filter(({ method }) => method === "prefetch");
  const [only, ...others] = new Set(
    limits.map(({ args: [count] }) =>
      count?.kind === "number" && Number.isInteger(count.value) && count.value >= 0
        ? `${count.value}`
        : UNKNOWN,
    ),
  );
  if (only !== undefined) return others.length === 0 ? only : UNKNOWN;
  const option = optionsOf(call.args[2]).entries.get("prefetch");
  if (option !== undefined) return option.kind === "number" ? `${option.value}` : UNKNOWN;
  return makers.length > 0 ? "0" : UNKNOWN;
}
