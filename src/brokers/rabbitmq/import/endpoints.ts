/** Placeholders for who publishes and who consumes: enough that every flow the file allows shows up as undecided. */
import type { Names } from "../../../drafts/names.ts";

/** A queue or exchange of the draft, by its name there. */
export interface Drafted {
  readonly id: string;
  readonly name: string;
  readonly kind: "queue" | "exchange";
  readonly internal: boolean;
  /** An exchange that routes by headers. */
  readonly isByHeaders: boolean;
  /** Physical name of the exchange that gets its dead letters, or, of an exchange, what it does not route. */
  readonly passesTo: string | undefined;
  readonly deadLetterKey: string | undefined;
}

export interface DraftedBinding {
  readonly from: Drafted;
  readonly to: Drafted;
}

const PRODUCER = "on-unknown: unknown, confirms: unknown, mandatory: unknown, persistent: unknown";
const CONSUMER = "prefetch: unknown, effect: unknown, steps: unknown, on-failure: unknown";

/**
 * Producers for what nothing else in the draft passes messages to, until everything is reached that has somewhere to
 * pass them; a consumer for each queue but those that only dead letters come to.
 */
export function endpointLines(
  names: Names,
  drafted: readonly Drafted[],
  bindings: readonly DraftedBinding[],
): readonly string[] {
  const published = publishedTo(drafted, onwardOf(drafted, bindings));
  const read = spread(published, onwardOf([], bindings));
  const lines: string[] = [];
  const headers = drafted.some(({ isByHeaders }) => isByHeaders) ? "headers: unknown, " : "";
  for (const { kind, id } of published) {
    const key = kind === "exchange" ? `routing-key: unknown, ${headers}` : "";
    const name = names.of(
      "endpoint",
      `to ${kind} ${id}`,
      `${kind === "exchange" ? "publish" : "send"}-${id}`,
    );
    lines.push(`producer ${name} -> ${kind} ${id} { ${key}${PRODUCER} }`);
  }
  for (const channel of drafted) {
    const { kind, id } = channel;
    if (kind !== "queue" || !read.has(channel)) continue;
    lines.push(`consumer ${names.of("endpoint", `from ${id}`, `read-${id}`)} <- ${id} { ${CONSUMER} }`);
  }
  return lines;
}

type Onward = ReadonlyMap<Drafted, readonly Drafted[]>;

/** Adds to `reached`, and returns, everything that messages put into `from` come to. */
function spread(
  from: Iterable<Drafted>,
  onward: Onward,
  reached: Set<Drafted> = new Set(),
): ReadonlySet<Drafted> {
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    open.push(...(onward.get(at) ?? []));
  }
  return reached;
}

/** First what nothing passes messages to; then, where a ring is left that nothing enters, its first member. */
function publishedTo(drafted: readonly Drafted[], onward: Onward): ReadonlySet<Drafted> {
  const fed = new Set([...onward.values()].flat());
  const published = new Set<Drafted>();
  const reached = new Set<Drafted>();
  const enter = (channel: Drafted): void => {
    const isIdle = channel.kind === "exchange" && (channel.internal || !onward.has(channel));
    if (isIdle || reached.has(channel)) return;
    published.add(channel);
    spread([channel], onward, reached);
  };
  for (const channel of drafted) if (!fed.has(channel)) enter(channel);
  for (const channel of drafted) enter(channel);
  return published;
}

/** What each exchange and queue passes messages on to: bindings, and dead letters and alternates of `drafted`. */
function onwardOf(drafted: readonly Drafted[], bindings: readonly DraftedBinding[]): Onward {
  const byName = new Map(drafted.map((each) => [`${each.kind} ${each.name}`, each]));
  const onward = new Map<Drafted, Drafted[]>();
  const add = (from: Drafted, to: Drafted | undefined): void => {
    if (to === undefined) return;
    const known = onward.get(from);
    if (known === undefined) onward.set(from, [to]);
    else known.push(to);
  };
  for (const { from, to } of bindings) add(from, to);
  for (const each of drafted) {
    const { passesTo, deadLetterKey } = each;
    if (passesTo === undefined) continue;
    add(each, byName.get(passesTo === "" ? `queue ${deadLetterKey ?? ""}` : `exchange ${passesTo}`));
  }
  return onward;
}
