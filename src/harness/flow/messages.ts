/**
 * What the messages of a run hold, beside the numbers that the simulation knows them by. A root intent is one that the
 * application means to say; what a handler sends has the intent of its cause, and a number of its own where it says
 * something else than the first message that came of that cause.
 */
import { CapacityExceeded } from "../../base/layout.ts";

/** A message as it travels on one hop. */
export interface Letter {
  readonly type?: string;
  readonly id?: string;
  readonly key?: string;
  readonly routingKey?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body, parsed; undefined where it is no JSON. */
  readonly json: unknown;
}

/** What was minted of one root on one hop. */
interface Said {
  readonly hop: number;
  readonly root: number;
  readonly identity: string;
  readonly intent: number;
}

/** Why a run ends in which code says more than there are numbers for. */
export const TOO_MANY = "different messages that code sends";

/** An identity of fewer characters may stand in a text by chance. */
const ID_LEAST = 8;

export class Messages {
  readonly roots: number;
  readonly intents: number;
  readonly #sample: (hop: number, m: number) => Letter;
  readonly #sampled: Map<number, Letter> = new Map<number, Letter>();
  /** Numbers of the values at a path of a hop; those of what handlers send are given anew in each run. */
  readonly #values: Map<string, Map<string, number>> = new Map<string, Map<string, number>>();
  #minted: Map<number, Letter> = new Map<number, Letter>();
  #said: Said[] = [];
  #rootOf: number[] = [];

  /** `sample`: what travels where no handler says it. */
  constructor(roots: number, spares: number, sample: (hop: number, m: number) => Letter) {
    this.roots = roots;
    this.intents = roots + spares;
    this.#sample = sample;
  }

  /** Forgets what handlers sent: a run begins. */
  reset(): void {
    if (this.#said.length === 0) return;
    this.#values.clear();
    this.#minted = new Map();
    this.#said = [];
    this.#rootOf = [];
  }

  /** The root that intent `m` comes of; -1 where it is not in use. */
  rootOf(m: number): number {
    return m < this.roots ? m : (this.#rootOf[m - this.roots] ?? -1);
  }

  of(hop: number, m: number): Letter {
    const key = hop * 32 + m;
    return this.#minted.get(key) ?? this.#sampleOf(hop, m);
  }

  #sampleOf(hop: number, m: number): Letter {
    const key = hop * 32 + m;
    const known = this.#sampled.get(key);
    if (known !== undefined) return known;
    const letter = this.#sample(hop, m);
    this.#sampled.set(key, letter);
    return letter;
  }

  /**
   * The root that a message of the application's own code comes of: by its identity, else by what it holds that only one
   * root has, else `otherwise`, the one that was asked for where it was sent; -1 for none.
   */
  rootSaid(letter: Letter, otherwise: number): number {
    const roots = Array.from({ length: this.roots }, (_, m) => this.#sampleOf(0, m));
    const same = roots.findIndex(({ id }) => id !== undefined && id === letter.id);
    if (same >= 0) return same;
    const shared = roots.map((root, m) => leavesOf(root.json).filter((leaf) => onlyIn(leaf, roots, m)));
    const own = new Set(leavesOf(letter.json));
    const scores = shared.map((leaves) => leaves.filter((leaf) => own.has(leaf)).length);
    const most = Math.max(0, ...scores);
    return most === 0 || scores[otherwise] === most ? otherwise : scores.indexOf(most);
  }

  /** The intent of what a handler sends on `hop` because of `root`: a known one where it is said again. */
  mint(hop: number, root: number, letter: Letter): number {
    const identity = letter.id ?? contentOf(letter);
    const of = this.#said.filter((each) => each.hop === hop && each.root === root);
    const known = of.find((each) => each.identity === identity);
    if (known !== undefined) return known.intent;
    const intent = of.length === 0 ? root : this.#spare(root);
    this.#said.push({ hop, root, identity, intent });
    this.#minted.set(hop * 32 + intent, letter);
    return intent;
  }

  /** The roots of which some message is named, by its identity, in what code writes. */
  rootsIn(text: string): readonly number[] {
    const found: number[] = [];
    const look = ({ id }: Letter, key: number): void => {
      if (id === undefined || id.length < ID_LEAST || !text.includes(id)) return;
      const root = this.rootOf(key & 31);
      if (root >= 0 && !found.includes(root)) found.push(root);
    };
    this.#sampled.forEach(look);
    this.#minted.forEach(look);
    return found;
  }

  /** A number for the value at `path` of what travels: equal numbers, equal values. */
  valueOf(hop: number, path: string, m: number): number | undefined {
    if (this.rootOf(m) < 0) return m;
    const numbers = this.#numbersAt(hop, path);
    const value = valueAt(this.of(hop, m).json, path);
    return value === undefined ? undefined : numberOf(numbers, JSON.stringify(value));
  }

  /** Those of the workload are numbered in its order, whoever asks first. */
  #numbersAt(hop: number, path: string): Map<string, number> {
    const key = `${hop} ${path}`;
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const numbers = new Map<string, number>();
    this.#values.set(key, numbers);
    for (let m = 0; hop === 0 && m < this.roots; m++)
      numberOf(numbers, JSON.stringify(valueAt(this.#sampleOf(hop, m).json, path)));
    return numbers;
  }

  #spare(root: number): number {
    if (this.roots + this.#rootOf.length >= this.intents) throw new CapacityExceeded(TOO_MANY);
    return this.roots + this.#rootOf.push(root) - 1;
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

function contentOf({ type = "", json, body }: Letter): string {
  return `${type} ${json === undefined ? new TextDecoder().decode(body) : JSON.stringify(json)}`;
}

/** The fields of a message as texts, with what they hold. */
function leavesOf(json: unknown): readonly string[] {
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}

function onlyIn(leaf: string, roots: readonly Letter[], m: number): boolean {
  return roots.every(({ json }, other) => other === m || !leavesOf(json).includes(leaf));
}

/** What lies at a dotted path of a JSON value. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null || !(name in at)) return undefined;
    // cast: a record of whatever, looked into by name.
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}
