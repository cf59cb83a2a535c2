/** What RabbitMQ does when somebody declares a queue or an exchange otherwise than it exists. */
import type { SettingChange } from "../../../diff/broker.ts";
import type { Judgement } from "../../../diff/change.ts";
import { says } from "../../../diff/judge.ts";

const refused = says("refused");

/** Queue settings that a policy can set too, in place; the others stand in the declaration alone. */
const BY_POLICY: readonly string[] = [
  "message-ttl",
  "expires",
  "max-length",
  "max-length-bytes",
  "overflow",
  "dead-letter-exchange",
  "dead-letter-routing-key",
  "dead-letter-strategy",
  "delivery-limit",
];
export const DECLARED: Readonly<Record<string, readonly string[]>> = {
  queue: [...BY_POLICY, "type", "durable", "auto-delete", "single-active-consumer", "max-priority"],
  exchange: ["type", "durable", "internal", "auto-delete", "alternate-exchange"],
};

/** Arguments of a declaration: leaving one out and writing its default are two things to the broker. */
export const ARGUMENTS: readonly string[] = [...BY_POLICY, "single-active-consumer", "max-priority"];

export function queueChanged({ setting, before, after }: SettingChange): Judgement {
  if (setting === "exclusive")
    return refused(
      "breaking",
      "405 RESOURCE_LOCKED or 406 PRECONDITION_FAILED for who declares it; deleting it first loses its messages and bindings",
      "R-QUE-01",
      "R-QUE-06",
    );
  const policy = BY_POLICY.includes(setting)
    ? "; as a policy instead of an argument it would change in place"
    : "";
  const cites = ["R-QUE-01", "R-QUE-09", ...(policy === "" ? [] : ["R-POL-02"])];
  if (before === after)
    return refused(
      "risky",
      `behaves the same, but 406 PRECONDITION_FAILED for who declares it with the argument where it was declared without, or the other way round${policy}`,
      ...cites,
    );
  return refused(
    "breaking",
    `406 PRECONDITION_FAILED for who declares it; the queue has to be deleted, with its messages and bindings, and declared anew${policy}`,
    ...cites,
  );
}

export function exchangeChanged({ setting }: SettingChange): Judgement {
  const policy = setting === "alternate-exchange";
  return refused(
    "breaking",
    `406 PRECONDITION_FAILED for who declares it; the exchange has to be deleted, with its bindings, and declared anew, and what is published meanwhile is refused with 404${policy ? "; as a policy it would change in place" : ""}`,
    "R-EXCH-14",
    "R-EXCH-07",
    ...(policy ? ["R-POL-02"] : []),
  );
}
