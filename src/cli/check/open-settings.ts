/** What keeps flows from being judged, by the place where it can be said. */
import { entityNamed } from "../../compiler/infer/named-setting.ts";
import { placeOf } from "../../model/setting.ts";
import type { Topology } from "../../model/topology.ts";
import type { Sources } from "../../diagnostics/position.ts";
import { columns, type Painter } from "../text.ts";
import type { CheckedTopology } from "../../compiler/check-sources.ts";

/** Entities that are listed. */
const LISTED_MAX = 15;

/** `entity: setting`, as inference names what it needs. */
interface OpenSetting {
  readonly entity: string;
  readonly setting: string;
}

function openSetting(text: string): OpenSetting {
  const at = text.indexOf(": ");
  return at < 0 ? { entity: "", setting: text } : { entity: text.slice(0, at), setting: text.slice(at + 2) };
}

/** Few words for one line of the table: the first, and how many more. */
export function openInWords(because: readonly string[]): string {
  const [first = ""] = because;
  const { entity, setting } = openSetting(first);
  const more = because.length > 1 ? ` and ${because.length - 1} more` : "";
  return `\`${setting}\`${entity === "" ? "" : ` of ${entity}`}${more}`;
}

/** Lines below the tables: each entity with an unknown setting, where it stands; none where nothing is unknown. */
export function unknownLines(
  topologies: readonly CheckedTopology[],
  sources: Sources,
  paint: Painter,
): readonly string[] {
  const rows = topologies.flatMap(({ analysis, table }) => {
    const unknown = table.filter(({ verdict }) => verdict === "undecided").flatMap(({ because }) => because);
    return analysis === undefined ? [] : rowsOf(analysis.topology, [...new Set(unknown)], sources);
  });
  if (rows.length === 0) return [];
  const shown = columns(rows.slice(0, LISTED_MAX).map((row) => [...row]));
  const more = rows.length - shown.length;
  return [
    paint.bold(
      "Say what is unknown, and the flows above are decided (waybill explain SETTING says what can stand there):",
    ),
    ...shown,
    ...(more > 0 ? [`  and ${more} more; --format json lists all`] : []),
  ];
}

function rowsOf(
  topology: Topology,
  unknown: readonly string[],
  sources: Sources,
): readonly (readonly string[])[] {
  const entities = new Map<string, string[]>();
  for (const { entity, setting } of unknown.map(openSetting)) {
    entities.set(entity, [...(entities.get(entity) ?? []), setting]);
  }
  return [...entities].map(([entity, settings]) => {
    const found = entityNamed(topology, { entity, setting: settings[0] ?? "" });
    const place = found === undefined ? undefined : placeOf(found, settings[0]);
    const where =
      place === undefined ? "" : `${place.file}:${sources.lines(place.file).at(place.start).line}`;
    return [`  ${where}`, entity, settings.map((setting) => `${setting}: …`).join(", ")];
  });
}
