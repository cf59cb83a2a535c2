/** A draft as text of the language. The same draft gives the same bytes. */
import type {
  ChannelKey,
  Draft,
  DraftBinding,
  DraftChannel,
  DraftEndpoint,
  DraftMessage,
  DraftSetting,
} from "./draft.ts";
import { keyText } from "./draft.ts";
import { UNKNOWN_SERVICE } from "./finish.ts";
import { Names } from "./names.ts";
import { comment, plain, quoted } from "./quote.ts";

/** Origins of one line; more are counted. */
const ORIGINS_MAX = 4;

const UNKNOWN_NOTE = [
  "// Who else publishes and consumes is not in what was read. Service `unknown` stands for them: give each endpoint its",
  "// service and say what it does, and its flows are judged. An endpoint that does not exist is taken away.",
];

/** A printed draft: `entities` says what the declaration in a line (from 1) is of. */
export interface Printed {
  readonly text: string;
  readonly entities: ReadonlyMap<number, PrintedEntity>;
}

export interface PrintedEntity {
  /** One text for each entity of the draft. */
  readonly key: string;
  readonly broker: string;
}

/** The text of a finished draft; `extra` are settings that entities get beside their own, by their keys. */
export function printDraft(
  draft: Draft,
  topology: string,
  extra: ReadonlyMap<string, DraftSetting> = new Map(),
): Printed {
  const lines = new Printer(draft, extra).lines(topology);
  const entities = new Map<number, PrintedEntity>();
  lines.forEach(({ entity }, i) => {
    if (entity !== undefined) entities.set(i + 1, entity);
  });
  return { text: `${lines.map(({ text }) => text).join("\n")}\n`, entities };
}

interface Line {
  readonly text: string;
  readonly entity?: PrintedEntity;
}

class Printer {
  readonly #draft: Draft;
  readonly #extra: ReadonlyMap<string, DraftSetting>;
  readonly #names = new Names();
  readonly #kinds = new Map<string, Set<string>>();
  readonly #known: ReadonlySet<string>;
  readonly #called = new WeakMap<ChannelKey, string>();
  readonly #wishes: ReadonlyMap<string, string>;

  constructor(draft: Draft, extra: ReadonlyMap<string, DraftSetting>) {
    this.#draft = draft;
    this.#extra = extra;
    this.#known = new Set(draft.channels.map(({ key }) => keyText(key)));
    this.#wishes = new Map(draft.channels.map(({ key, wish }) => [keyText(key), wish ?? key.name]));
    for (const { key } of draft.channels) {
      const id = this.#channel(key);
      const kinds = this.#kinds.get(id) ?? new Set();
      this.#kinds.set(id, kinds.add(key.kind));
    }
  }

  /** Blocks with an empty line between. */
  lines(topology: string): readonly Line[] {
    const head: Line[] = [{ text: "waybill 1" }, { text: `topology ${topology}` }];
    const blocks = [
      head,
      this.#comments(this.#draft.head),
      this.#messages(),
      ...this.#brokers(),
      this.#comments(this.#draft.leftOut),
      ...this.#services(),
    ].filter((block) => block.length > 0);
    return blocks.flatMap((block, i) => (i === 0 ? block : [{ text: "" }, ...block]));
  }

  #comments(texts: readonly string[]): readonly Line[] {
    return texts.map((text) => ({ text: comment(text) }));
  }

  #messages(): readonly Line[] {
    return this.#draft.messages.map((message) => ({
      text: `message ${this.#message(message)}${message.body}${this.#note(message)}`,
    }));
  }

  /** One block for each broker, one for what it holds. */
  #brokers(): readonly (readonly Line[])[] {
    return this.#draft.brokers.flatMap((broker) => {
      const id = this.#names.of("broker", broker.key, broker.wish);
      const channels = this.#draft.channels.filter(({ key }) => key.broker === broker.key);
      const bindings = this.#draft.bindings.filter(({ from }) => from.broker === broker.key);
      const type: DraftSetting = { name: "type", text: broker.type };
      const head = `broker ${id} ${this.#settings([type, ...broker.settings])}${this.#note(broker)}`;
      return [
        [{ text: head }],
        [
          ...channels.map((each) => this.#channelLine(id, each)),
          ...bindings.map((each) => this.#binding(each)),
        ],
      ];
    });
  }

  #channelLine(broker: string, channel: DraftChannel): Line {
    const { key } = channel;
    const name = this.#channel(key);
    const isNamed = name === key.name || channel.isNameless === true;
    const own = isNamed ? [] : [{ name: "name", text: quoted(key.name) }];
    const entity = { key: keyText(key), broker: key.broker };
    const settings = this.#settings([...own, ...channel.settings], entity.key);
    return { text: `${key.kind} ${name} on ${broker} ${settings}${this.#note(channel)}`, entity };
  }

  #binding(binding: DraftBinding): Line {
    const { from, to, settings } = binding;
    const entity = { key: JSON.stringify([from, to, settings]), broker: from.broker };
    const ends = `${this.#reference(from, "exchange")} -> ${this.#reference(to, "queue")}`;
    return { text: `bind ${ends} ${this.#settings(settings, entity.key)}${this.#note(binding)}`, entity };
  }

  #services(): readonly (readonly Line[])[] {
    const known = this.#draft.services.map(({ name }) => name);
    const used = this.#draft.endpoints.map(({ service }) => service);
    return [...new Set([...known, ...used])].flatMap((service) => {
      const endpoints = this.#draft.endpoints.filter((each) => each.service === service);
      return endpoints.length === 0 ? [] : [this.#service(service, endpoints)];
    });
  }

  #service(service: string, endpoints: readonly DraftEndpoint[]): readonly Line[] {
    const said = this.#draft.services.find(({ name }) => name === service);
    const id = this.#names.of("service", service, service);
    const settings = said?.settings ?? [{ name: "external", text: "true" }];
    return [
      ...(service === UNKNOWN_SERVICE ? UNKNOWN_NOTE.map((text) => ({ text })) : []),
      { text: `service ${id} {${said === undefined ? "" : this.#note(said)}` },
      ...settings.map(({ name, text }) => ({ text: `  ${name}: ${text}` })),
      ...endpoints.map((endpoint) => this.#endpoint(id, endpoint)),
      { text: "}" },
    ];
  }

  #endpoint(service: string, endpoint: DraftEndpoint): Line {
    const { role, channel, settings, wish } = endpoint;
    const key = JSON.stringify([service, role, channel, settings]);
    const name = this.#names.of(`endpoint of ${service}`, key, wish);
    const arrow = role === "producer" ? "->" : "<-";
    const ends = `${role} ${name} ${arrow} ${this.#reference(channel, "")}`;
    return {
      text: `  ${ends} ${this.#settings(settings, key)}${this.#note(endpoint)}`,
      entity: { key, broker: channel.broker },
    };
  }

  #channel(key: ChannelKey): string {
    const known = this.#called.get(key);
    if (known !== undefined) return known;
    const text = keyText(key);
    const name = this.#names.of(key.kind, text, this.#wishes.get(text) ?? key.name);
    this.#called.set(key, name);
    return name;
  }

  /** With its kind, where the name alone may mean another. */
  #reference(key: ChannelKey, expected: string): string {
    const name = this.#channel(key);
    const isAlone = (this.#kinds.get(name)?.size ?? 0) < 2;
    return isAlone || key.kind === expected ? name : `${key.kind} ${name}`;
  }

  #settings(settings: readonly DraftSetting[], entity?: string): string {
    const extra = entity === undefined ? undefined : this.#extra.get(entity);
    const texts = [...settings, ...(extra === undefined ? [] : [extra])].flatMap(
      ({ name, text, channel, messages, isDefault }) => {
        if (isDefault === true) return [];
        if (messages !== undefined) return this.#messageSetting(name, messages);
        if (channel === undefined) return [`${name}: ${text}`];
        return this.#known.has(keyText(channel)) ? [`${name}: ${text}${this.#channel(channel)}`] : [];
      },
    );
    return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
  }

  #message({ key, wish }: DraftMessage): string {
    return this.#names.of("message", key, wish);
  }

  #messageSetting(name: string, keys: readonly string[]): readonly string[] {
    const named = this.#draft.messages.filter(({ key }) => keys.includes(key));
    return named.length === 0 ? [] : [`${name}: ${named.map((each) => this.#message(each)).join(" | ")}`];
  }

  #note({
    origins,
    notes,
  }: {
    readonly origins: readonly string[];
    readonly notes?: readonly string[];
  }): string {
    const shown = origins.slice(0, ORIGINS_MAX);
    const more = origins.length > shown.length ? [`and ${origins.length - shown.length} more`] : [];
    const all = [...shown, ...more, ...(notes ?? [])].map(plain);
    return all.length === 0 ? "" : ` // ${all.join(", ")}`;
  }
}
