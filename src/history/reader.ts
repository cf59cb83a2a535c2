/** Reads a history line by line. Strict: a line that is not exactly an event of this version is reported, never skipped. */
import { type Clock, FORMAT, type Header, type HistoryEvent, VERSION } from "./event.ts";
import { EVENTS, type FieldKind, TIME } from "./fields.ts";

/** Characters of one line at most. */
export const LINE_MAX: number = 4 * 1024 * 1024;

export type ReadLine<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly what: string };

interface Allowed {
  readonly may: ReadonlyMap<string, FieldKind>;
  readonly must: readonly string[];
}

const ALLOWED: ReadonlyMap<string, Allowed> = new Map(
  Object.entries(EVENTS).map(([kind, { may, must }]) => [
    kind,
    { may: new Map([...Object.entries(may), ["t", TIME]]), must },
  ]),
);

const CLOCKS: readonly Clock[] = ["ms", "us", "ns"];

function wrong(what: string): { readonly ok: false; readonly what: string } {
  return { ok: false, what };
}

/** An object of JSON; a trouble where the line is something else. */
function objectOf(line: string): ReadLine<Readonly<Record<string, unknown>>> {
  if (line.length > LINE_MAX) return wrong(`the line is longer than ${LINE_MAX} characters`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return wrong(line.trim() === "" ? "the line is empty" : `this is no JSON: ${excerpt(line)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return wrong(`this is no JSON object: ${excerpt(line)}`);
  // What is an object and no list has names and values.
  return { ok: true, value: value as Readonly<Record<string, unknown>> };
}

function excerpt(text: string): string {
  const flat = text.trim();
  return flat.length > 60 ? `${flat.slice(0, 60)}…` : flat;
}

/** Reads the first line. */
export function readHeader(line: string): ReadLine<Header> {
  const read = objectOf(line);
  if (!read.ok) return wrong(`the first line has to be the header {"format":"${FORMAT}",…}; ${read.what}`);
  const { format, version, topology, source, clock, skew, flows, ...others } = read.value;
  if (format !== FORMAT)
    return wrong(`the first line has to be the header: its \`format\` is "${FORMAT}", not ${shown(format)}`);
  if (typeof version === "number" && Number.isInteger(version) && version > VERSION)
    return wrong(`the history has format version ${version}; this Waybill reads version ${VERSION}`);
  if (version !== VERSION) return wrong(`\`version\` is ${VERSION}, not ${shown(version)}`);
  if (typeof topology !== "string")
    return wrong(`\`topology\` is the name of a topology, not ${shown(topology)}`);
  if (source !== "simulation" && source !== "live")
    return wrong(`\`source\` is one of simulation, live, not ${shown(source)}`);
  const unit = CLOCKS.find((each) => each === clock);
  if (unit === undefined) return wrong(`\`clock\` is one of ${CLOCKS.join(", ")}, not ${shown(clock)}`);
  if (skew !== undefined && !(typeof skew === "number" && skew >= 0))
    return wrong(`\`skew\` is a number from 0 in units of the clock, not ${shown(skew)}`);
  if (flows !== undefined && !isTexts(flows))
    return wrong(
      `\`flows\` is a list of flows, each "service.endpoint -> service.endpoint", not ${shown(flows)}`,
    );
  const [other] = Object.keys(others);
  if (other !== undefined) return wrong(`a header has no \`${excerpt(other)}\``);
  const header = { format: FORMAT, version: VERSION, topology, source, clock: unit } as const;
  const more = { ...(skew === undefined ? {} : { skew }), ...(flows === undefined ? {} : { flows }) };
  return { ok: true, value: { ...header, ...more } };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : excerpt(JSON.stringify(value));
}

/** Reads a line that is not the first. */
export function readEvent(line: string): ReadLine<HistoryEvent> {
  const read = objectOf(line);
  if (!read.ok) return read;
  const event = read.value;
  const kind = event["e"];
  const allowed = typeof kind === "string" ? ALLOWED.get(kind) : undefined;
  if (allowed === undefined) return wrong(unknownKind(kind));
  for (const name in event) {
    if (name === "e") continue;
    const field = allowed.may.get(name);
    if (field === undefined) return wrong(`a \`${String(kind)}\` event has no \`${excerpt(name)}\``);
    if (!field.fits(event[name]))
      return wrong(`\`${name}\` of a \`${String(kind)}\` event is ${field.says}, not ${shown(event[name])}`);
  }
  for (const name of allowed.must)
    if (event[name] === undefined) return wrong(`a \`${String(kind)}\` event needs \`${name}\``);
  // Every field was compared with the table that the type is written after.
  return { ok: true, value: event as unknown as HistoryEvent };
}

function unknownKind(kind: unknown): string {
  if (typeof kind !== "string") return `an event needs its kind \`e\`, a text, not ${shown(kind)}`;
  return `version ${VERSION} has no event \`${excerpt(kind)}\`; its events are ${[...ALLOWED.keys()].join(", ")}`;
}
