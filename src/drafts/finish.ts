/** What a draft needs before it is printed: who the sources do not name, and what no source declares taken out. */
import type { Finding } from "../diagnostics/define.ts";
import type { ChannelKey, Draft, DraftBinding, DraftChannel, DraftEndpoint, DraftSetting } from "./draft.ts";
import { keyText } from "./draft.ts";
import { importing } from "./import.diagnostics.ts";
import { plain, quoted } from "./quote.ts";

/** The service that stands for whoever is not named by a source. */
export const UNKNOWN_SERVICE = "unknown";

/**
 * `draft` with nothing in it that refers to nothing, and with an endpoint wherever somebody has to send or read;
 * `unreached` are channels to which nobody that it names sends.
 */
export function finishDraft(draft: Draft, unreached: ReadonlySet<string> = new Set()): Draft {
  const whole = closed(draft);
  return { ...whole, endpoints: [...whole.endpoints, ...new Reach(whole, unreached).missing()] };
}

/** Takes out channels that nothing declares and that cannot stand without, with all that refers to them. */
function closed(draft: Draft): Draft {
  const gone = new Map(
    draft.channels
      .filter(({ declaredBy, lacks }) => declaredBy === undefined && lacks !== undefined)
      .map((channel) => [keyText(channel.key), channel]),
  );
  if (gone.size === 0) return draft;
  const stays = (key: ChannelKey): boolean => !gone.has(keyText(key));
  const leftOut = [...draft.leftOut];
  const findings: Finding[] = [...draft.findings];
  for (const { key, lacks, origins } of gone.values()) {
    const what = `${key.kind} ${quoted(key.name)}`;
    const where = origins.slice(0, ORIGINS_MAX).join(", ");
    leftOut.push(`left out: ${what} (${where}): ${lacks ?? ""}`);
    const at = { file: draft.source, start: 0, end: 0 };
    findings.push(
      importing.report.omitted(at, { what: plain(what), where: plain(where), reason: plain(lacks ?? "") }),
    );
  }
  return {
    ...draft,
    channels: draft.channels.filter(({ key }) => stays(key)),
    bindings: draft.bindings.filter(({ from, to }) => stays(from) && stays(to)),
    endpoints: draft.endpoints.filter(({ channel }) => stays(channel)),
    leftOut,
    findings,
  };
}

const ORIGINS_MAX = 3;

/** Which channels messages come to, and who is missing for that. */
class Reach {
  readonly #draft: Draft;
  readonly #passes = new Map<string, string[]>();
  readonly #channels: ReadonlyMap<string, DraftChannel>;
  readonly #bound = new Map<string, string[]>();
  /** Brokers of which all is listed: what leads nowhere there is not used. */
  readonly #whole: ReadonlySet<string>;

  readonly #unreached: ReadonlySet<string>;

  constructor(draft: Draft, unreached: ReadonlySet<string>) {
    this.#unreached = unreached;
    this.#whole = new Set(draft.brokers.filter(({ isWhole }) => isWhole === true).map(({ key }) => key));
    this.#draft = draft;
    this.#channels = new Map(draft.channels.map((each) => [keyText(each.key), each]));
    for (const binding of draft.bindings) this.#bind(binding);
    for (const { key, passesTo } of draft.channels)
      for (const target of passesTo ?? []) push(this.#passes, keyText(key), keyText(target));
  }

  /** Endpoints of the unknown service, in the order of the channels: writers first. */
  missing(): readonly DraftEndpoint[] {
    const written = this.#draft.endpoints
      .filter(({ role }) => role === "producer")
      .map(({ channel }) => keyText(channel));
    const writers = this.#writers(written);
    const read = new Set(
      this.#draft.endpoints.filter(({ role }) => role === "consumer").map(({ channel }) => keyText(channel)),
    );
    // Dead letters alone need no reader: they may wait for somebody to look.
    const reached = spread([...written, ...writers], [this.#bound]);
    const readers = [...this.#channels].filter(
      ([key, { reader }]) => reader !== undefined && reached.has(key) && !read.has(key),
    );
    return [
      ...writers.flatMap((key) => this.#standIn(key, "producer")),
      ...readers.flatMap(([key]) => this.#standIn(key, "consumer")),
    ];
  }

  /** First what nothing passes messages to; then, where a ring is left that nothing enters, its first member. */
  #writers(written: readonly string[]): readonly string[] {
    const ways = [this.#bound, this.#passes];
    const fed = new Set(ways.flatMap((way) => [...way.values()].flat()));
    const reached = spread(written, ways);
    const found: string[] = [];
    const enter = (key: string, channel: DraftChannel): void => {
      const { writer, isInternal, reader } = channel;
      const isListed = this.#whole.has(channel.key.broker);
      const isIdle = isListed && reader === undefined && !this.#bound.has(key) && !this.#passes.has(key);
      if (writer === undefined || isInternal === true || isIdle || reached.has(key)) return;
      found.push(key);
      spread([key], ways, reached);
    };
    for (const [key, channel] of this.#channels) if (!fed.has(key)) enter(key, channel);
    for (const [key, channel] of this.#channels) enter(key, channel);
    return [...new Set([...found, ...this.#sources()])];
  }

  /** Where others send to, so that what nobody of the draft reaches is reached: what it is bound to, else itself. */
  #sources(): readonly string[] {
    return [...this.#unreached].flatMap((key) => {
      const sources = [...this.#bound].filter(([, bound]) => bound.includes(key)).map(([from]) => from);
      return sources.length > 0 ? sources : [key];
    });
  }

  #standIn(key: string, role: "producer" | "consumer"): readonly DraftEndpoint[] {
    const channel = this.#channels.get(key);
    const settings: readonly DraftSetting[] | undefined =
      role === "producer" ? channel?.writer : channel?.reader;
    if (channel === undefined || settings === undefined) return [];
    const verb = role === "consumer" ? "read" : channel.reader === undefined ? "publish" : "send";
    return [
      {
        service: UNKNOWN_SERVICE,
        role,
        wish: `${verb}-${channel.wish ?? channel.key.name}`,
        channel: channel.key,
        settings,
        origins: [],
      },
    ];
  }

  #bind({ from, to }: DraftBinding): void {
    push(this.#bound, keyText(from), keyText(to));
  }
}

type Ways = ReadonlyMap<string, readonly string[]>;

/** Adds to `reached`, and returns, everything that messages put into `from` come to. */
function spread(from: readonly string[], ways: readonly Ways[], reached = new Set<string>()): Set<string> {
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    for (const way of ways) open.push(...(way.get(at) ?? []));
  }
  return reached;
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
