/** Which policies apply to a queue or exchange, and what they add to its arguments. */
import { assert } from "../../../base/assert.ts";
import { compareVersions } from "../../../compiler/vocabulary.ts";
import type { Definitions, PolicyDefinition } from "./definitions.ts";
import type { Argument } from "./entry.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

/** What a policy can apply to. */
export interface Subject {
  readonly kind: "queue" | "exchange";
  readonly vhost: string;
  readonly name: string;
  /** Of a queue: `classic`, `quorum`, `stream`. */
  readonly type: string;
  readonly arguments: ReadonlyMap<string, Argument>;
  /** Of the broker. */
  readonly version: string;
}

/** The arguments a thing has in effect, and the policies they came from. */
export interface Effective {
  readonly arguments: ReadonlyMap<string, Argument>;
  readonly policies: readonly PolicyDefinition[];
}

/** Numeric limits, for which the lowest of argument, policy and operator policy counts. */
const LOWEST = new Set([
  "x-expires",
  "x-message-ttl",
  "x-max-length",
  "x-max-length-bytes",
  "x-delivery-limit",
]);

/** Trials of patterns on names, in steps; a file that needs more is refused. */
const STEPS_MAX = 100_000_000;
const NAME_MAX = 255;

/** The policies of a file, ready to be tried. */
export class Policies {
  /** Policies whose pattern is not understood, with what of it: they are not applied. */
  readonly notUnderstood: readonly { readonly policy: PolicyDefinition; readonly what: string }[];
  readonly #tried: readonly { readonly policy: PolicyDefinition; readonly pattern: Pattern }[];
  #steps = STEPS_MAX;

  constructor(definitions: Definitions) {
    const compiled = definitions.policies.map((policy) => ({
      policy,
      pattern: compilePattern(policy.pattern),
    }));
    this.notUnderstood = compiled.flatMap(({ policy, pattern }) =>
      typeof pattern === "string" ? [{ policy, what: pattern }] : [],
    );
    // The highest priority first; among equals the first of the file.
    this.#tried = compiled
      .flatMap(({ policy, pattern }) => (typeof pattern === "string" ? [] : [{ policy, pattern }]))
      .sort((a, b) => b.policy.priority - a.policy.priority);
  }

  /** Whether all trials so far fitted into the bound; otherwise what came late is without its policies. */
  get exhausted(): boolean {
    return this.#steps <= 0;
  }

  /**
   * At most one policy and one operator policy apply (R-POL-01). An argument beats the policy, the operator policy
   * beats both, and of numeric limits the lowest counts (R-QUE-12).
   */
  apply(subject: Subject): Effective {
    const user = this.#first(subject, false);
    const operator = this.#first(subject, true);
    const merged = new Map(subject.arguments);
    for (const [key, argument] of user?.definition ?? []) {
      if (!hasEffect(subject, key)) continue;
      const own = merged.get(argumentName(subject, key));
      merged.set(
        argumentName(subject, key),
        own === undefined ? argument : lower(subject, key, own, argument, own),
      );
    }
    for (const [key, argument] of operator?.definition ?? []) {
      const own = merged.get(argumentName(subject, key));
      merged.set(
        argumentName(subject, key),
        own === undefined ? argument : lower(subject, key, own, argument, argument),
      );
    }
    return { arguments: merged, policies: [user, operator].filter((policy) => policy !== undefined) };
  }

  #first(subject: Subject, operator: boolean): PolicyDefinition | undefined {
    if (subject.name.length > NAME_MAX) return undefined;
    for (const { policy, pattern } of this.#tried) {
      if (
        policy.operator !== operator ||
        policy.vhost !== subject.vhost ||
        !concerns(policy.applyTo, subject)
      )
        continue;
      this.#steps -= pattern.size * (subject.name.length + 1);
      if (this.#steps <= 0) return undefined;
      if (pattern.matches(subject.name)) return policy;
    }
    return undefined;
  }
}

function concerns(applyTo: string, { kind, type }: Subject): boolean {
  switch (applyTo) {
    case "all":
      return true;
    case "queues":
      return kind === "queue";
    case "exchanges":
      return kind === "exchange";
    case "classic_queues":
      return kind === "queue" && type === "classic";
    case "quorum_queues":
      return kind === "queue" && type === "quorum";
    case "streams":
      return kind === "queue" && type === "stream";
    default:
      return false;
  }
}

/** Policy keys are the names of arguments without `x-` (R-POL-02), but for those that no argument has. */
function argumentName({ kind }: Subject, key: string): string {
  const isOwn = /^(ha|federation)-/.test(key) || (kind === "exchange" && key === "alternate-exchange");
  return isOwn ? key : `x-${key}`;
}

/** Mirroring concerns classic queues of 3.x only; elsewhere such a policy changes nothing. */
function hasEffect({ kind, type, version }: Subject, key: string): boolean {
  if (!key.startsWith("ha-")) return true;
  return kind === "queue" && type === "classic" && compareVersions(version, "4.0") < 0;
}

function lower(subject: Subject, key: string, a: Argument, b: Argument, otherwise: Argument): Argument {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (!LOWEST.has(argumentName(subject, key)) || x === undefined || y === undefined) return otherwise;
  assert(!Number.isNaN(x) && !Number.isNaN(y), "JSON has no NaN");
  return x <= y ? a : b;
}

function numberOf({ value }: Argument): number | undefined {
  return value.kind === "value" && typeof value.value === "number" ? value.value : undefined;
}
