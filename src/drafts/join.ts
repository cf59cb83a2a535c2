/** Several drafts as one: what two sources say of one thing is one declaration. */
import type {
  ChannelKey,
  Draft,
  DraftBroker,
  DraftChannel,
  DraftEndpoint,
  DraftService,
  DraftSetting,
} from "./draft.ts";
import { keyText } from "./draft.ts";
import { importing } from "./import.diagnostics.ts";
import { withOutlines } from "./outlines.ts";
import { plain } from "./quote.ts";

/** All of `drafts`, the first first: where two say different things, the first is taken and a finding says so. */
export function joinDrafts(drafts: readonly Draft[]): Draft {
  const all = drafts.flatMap((draft) => draft.brokers);
  const keyOf = brokerKeys(all);
  const join = new Join((key) => ({ ...key, broker: keyOf(key.broker) }));
  for (const draft of drafts) join.add(draft);
  return {
    source: [...new Set(drafts.map(({ source }) => source).filter((source) => source !== ""))].join(", "),
    reads: drafts.flatMap(({ reads }) => reads ?? []),
    head: [...new Set(drafts.flatMap(({ head }) => head))],
    brokers: joinBrokers(all, keyOf),
    leftOut: drafts.flatMap(({ leftOut }) => leftOut),
    ...join.parts(),
    findings: [...drafts.flatMap(({ findings }) => findings), ...join.conflicts(drafts)],
  };
}

/** A guessed broker is the only other one of its type, if there is just one. */
function brokerKeys(brokers: readonly DraftBroker[]): (key: string) => string {
  const keys = new Map<string, string>();
  for (const { key, type, isGuess } of brokers) {
    if (isGuess !== true) continue;
    const others = new Set(
      brokers.filter((other) => other.type === type && other.isGuess !== true).map((other) => other.key),
    );
    const [only] = others;
    if (others.size === 1 && only !== undefined) keys.set(key, only);
  }
  return (key) => keys.get(key) ?? key;
}

function joinBrokers(all: readonly DraftBroker[], keyOf: (key: string) => string): readonly DraftBroker[] {
  const joined = new Map<string, DraftBroker>();
  // What a source knows goes before what another guesses.
  const known = [...all].sort((a, b) => Number(a.isGuess === true) - Number(b.isGuess === true));
  for (const broker of known) {
    const key = keyOf(broker.key);
    const before = joined.get(key);
    // What is said of a guess is not true of what is known.
    const spoken = before?.isGuess === true ? broker : { ...broker, notes: [] };
    joined.set(key, before === undefined ? broker : { ...before, ...together(before, spoken) });
  }
  return [...joined.values()];
}

/** A service on brokers of several types names no client: it would have to be one of all. */
function joinServices(all: readonly DraftService[]): readonly DraftService[] {
  const joined = new Map<string, DraftService>();
  for (const service of all) {
    const before = joined.get(service.name);
    const isMixed = before !== undefined && before.of !== service.of;
    const spoken = before === undefined ? service : { ...before, ...together(before, service) };
    const settings = isMixed ? spoken.settings.filter(({ name }) => name !== "client") : spoken.settings;
    joined.set(service.name, { ...spoken, settings });
  }
  return [...joined.values()];
}

interface Spoken {
  readonly isActual?: boolean;
  readonly isWhole?: boolean;
  readonly settings: readonly DraftSetting[];
  readonly origins: readonly string[];
  readonly notes?: readonly string[];
}

/** What is known beats what is not; of two things that are known the first counts. */
function together(before: Spoken, after: Spoken): Spoken {
  const settings = new Map(before.settings.map((each) => [each.name, each]));
  for (const each of after.settings) {
    const known = settings.get(each.name);
    // What the broker has is all that it has.
    if (known === undefined && before.isActual === true && before.isWhole === true) continue;
    if (known === undefined || (known.text === UNKNOWN && known.channel === undefined))
      settings.set(each.name, each);
    else if (known.messages !== undefined && each.messages !== undefined)
      settings.set(each.name, { ...known, messages: [...new Set([...known.messages, ...each.messages])] });
  }
  const notes = [...new Set([...(before.notes ?? []), ...(after.notes ?? [])])];
  const origins = [...new Set([...before.origins, ...after.origins])];
  return { settings: [...settings.values()], origins, ...(notes.length === 0 ? {} : { notes }) };
}

const UNKNOWN = "unknown";

interface Conflict {
  readonly channel: ChannelKey;
  readonly first: string;
  readonly second: string;
}

class Join {
  readonly #channels = new Map<string, DraftChannel>();
  readonly #endpoints = new Map<string, DraftEndpoint>();
  readonly #rest: Pick<Draft, "messages" | "bindings" | "services">[] = [];
  readonly #conflicts: Conflict[] = [];
  readonly #place: (key: ChannelKey) => ChannelKey;

  constructor(place: (key: ChannelKey) => ChannelKey) {
    this.#place = place;
  }

  add(draft: Draft): void {
    for (const channel of draft.channels) this.#channel(this.#placed(channel));
    for (const endpoint of draft.endpoints) this.#endpoint(endpoint);
    const { messages, services } = draft;
    const bindings = draft.bindings.map((each) => ({
      ...each,
      from: this.#place(each.from),
      to: this.#place(each.to),
    }));
    this.#rest.push({ messages, services, bindings });
  }

  parts(): Pick<Draft, "messages" | "channels" | "bindings" | "services" | "endpoints"> {
    const bindings = this.#rest.flatMap((each) => each.bindings);
    return {
      messages: unique(
        this.#rest.flatMap((each) => each.messages),
        ({ key }) => key,
      ),
      channels: [...this.#channels.values()],
      bindings: unique(bindings, ({ from, to, settings }) => JSON.stringify([from, to, settings])),
      services: joinServices(this.#rest.flatMap((each) => each.services)),
      endpoints: withOutlines([...this.#endpoints.values()], (before, outline) => ({
        ...before,
        ...together(before, outline),
      })),
    };
  }

  conflicts(drafts: readonly Draft[]): Draft["findings"] {
    const file = drafts[0]?.source ?? "";
    return this.#conflicts.map(({ channel, first, second }) =>
      importing.report.conflict(
        { file, start: 0, end: 0 },
        { what: `${channel.kind} ${plain(JSON.stringify(channel.name))}`, first, second },
      ),
    );
  }

  #placed(channel: DraftChannel): DraftChannel {
    return {
      ...channel,
      key: this.#place(channel.key),
      settings: channel.settings.map((each) =>
        each.channel === undefined ? each : { ...each, channel: this.#place(each.channel) },
      ),
      ...(channel.passesTo === undefined ? {} : { passesTo: channel.passesTo.map(this.#place) }),
    };
  }

  #channel(channel: DraftChannel): void {
    const key = keyText(channel.key);
    const before = this.#channels.get(key);
    if (before === undefined) {
      this.#channels.set(key, channel);
      return;
    }
    this.#compare(before, channel);
    const isBetter = channel.isActual === true && before.isActual !== true;
    if (before.declaredBy === undefined && channel.declaredBy !== undefined) this.#channels.set(key, channel);
    else if (isBetter) this.#channels.set(key, { ...channel, ...together(channel, before) });
    // What only uses a channel that is declared says nothing of it.
    else if (before.declaredBy === undefined || channel.declaredBy !== undefined)
      this.#channels.set(key, { ...before, ...together(before, channel) });
  }

  #compare(before: DraftChannel, after: DraftChannel): void {
    if (before.declaredBy === undefined || after.declaredBy === undefined) return;
    const alike = before.declaredBy === after.declaredBy;
    const names = new Set([...before.settings, ...after.settings].map(({ name }) => name));
    for (const name of names) {
      const [first, second] = [before, after].map(({ settings }) =>
        settings.find((each) => each.name === name),
      );
      const isAbsent = first === undefined || second === undefined;
      if (isAbsent && !(alike && before.isWhole === true && after.isWhole === true)) continue;
      if (first?.text === second?.text || first?.text === UNKNOWN || second?.text === UNKNOWN) continue;
      this.#conflicts.push({
        channel: after.key,
        first: said(name, first, before),
        second: said(name, second, after),
      });
    }
  }

  #endpoint(given: DraftEndpoint): void {
    const endpoint = { ...given, channel: this.#place(given.channel) };
    const { service, role, channel, settings } = endpoint;
    const key = JSON.stringify([service, role, channel, settings]);
    const before = this.#endpoints.get(key);
    this.#endpoints.set(key, before === undefined ? endpoint : { ...before, ...together(before, endpoint) });
  }
}

function said(name: string, setting: DraftSetting | undefined, { origins }: DraftChannel): string {
  const where = plain(origins[0] ?? "?");
  return setting === undefined ? `no ${name} (${where})` : `${name}: ${plain(setting.text)} (${where})`;
}

function unique<T>(all: readonly T[], keyOf: (each: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const each of all) if (!found.has(keyOf(each))) found.set(keyOf(each), each);
  return [...found.values()];
}
