/** Which services of which topology go to which folder. */
import { relative, sep } from "node:path";
import { generatedServices } from "../../codegen/generate.ts";
import { fileNameOf, fileNames } from "../../codegen/plan/names.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Topology } from "../../model/topology.ts";
import { UsageError } from "../output.ts";
import type { GenerateConfig } from "./config.ts";

/** One folder of the output: a topology, or the part of it that some services need. */
export interface OutputPlace<T> {
  readonly of: T;
  /** Absolute. */
  readonly out: string;
  /** Name of the topology's folder in `out`. */
  readonly name: string;
  readonly services: ReadonlySet<string>;
  /** A folder of their own, which has no other types than they need. */
  readonly isOwn: boolean;
}

interface Named {
  readonly topology: Topology;
}

/** `out`: where services go that the config gives no folder of their own. Throws UsageError. */
export function outputPlaces<T extends Named>(
  all: readonly T[],
  out: string | undefined,
  config: GenerateConfig | undefined,
): readonly OutputPlace<T>[] {
  const own = ownFolders(all, config);
  const names = fileNames([]);
  const places = all.flatMap((of) => {
    const name = names.take(fileNameOf(of.topology.name), "-");
    const byFolder = new Map<string, Set<string>>(out === undefined ? [] : [[out, new Set()]]);
    for (const service of generatedServices(of.topology)) {
      const folder = own.get(idOf(of.topology, service.name)) ?? out;
      if (folder === undefined)
        throw new UsageError(
          `generate needs the folder to write into: --out DIR (${service.name} has none of its own)`,
        );
      byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(service.name));
    }
    return [...byFolder].map(([folder, services]) => ({
      ...{ of, out: folder, name, services },
      isOwn: folder !== out,
    }));
  });
  checkApart(new Set(places.map((place) => place.out)));
  return places;
}

function idOf(topology: Topology, service: string): string {
  return JSON.stringify([topology.name, service]);
}

/** Folders by topology and service. Names that are not there are told, since a typo would change where files go. */
function ownFolders(all: readonly Named[], config: GenerateConfig | undefined): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [given, folder] of config?.services ?? []) {
    const found = all.flatMap(({ topology }) =>
      generatedServices(topology).flatMap(({ name }) =>
        given === name || given === `${topology.name}.${name}` ? [{ topology, name }] : [],
      ),
    );
    const what = `${config?.path ?? ""}: generate.services`;
    if (found.length > 1)
      throw new UsageError(
        `${what}: there are ${found.length} services ${given}: write ${found.map(({ topology, name }) => `${topology.name}.${name}`).join(" or ")}`,
      );
    const [only] = found;
    if (only !== undefined) own.set(idOf(only.topology, only.name), folder);
    else if (!isOfAnother(given, all)) throw new UsageError(`${what}: ${unknownService(given, all)}`);
  }
  return own;
}

/** Of a topology that this call does not generate. */
function isOfAnother(given: string, all: readonly Named[]): boolean {
  return given.includes(".") && !all.some(({ topology }) => given.startsWith(`${topology.name}.`));
}

function unknownService(given: string, all: readonly Named[]): string {
  const known = all.flatMap(({ topology }) => generatedServices(topology).map(({ name }) => name));
  const meant = nearest(given, known);
  const hint = meant === undefined ? `there is ${known.slice(0, 20).join(", ")}` : `did you mean ${meant}?`;
  return `there is no service ${given.slice(0, 100)} to generate: ${hint}`;
}

/** What lies in a folder of the output and is not written there is removed, so that none may lie in another. */
function checkApart(folders: ReadonlySet<string>): void {
  for (const outer of folders)
    for (const inner of folders) {
      const way = relative(outer, inner);
      if (way !== "" && way !== ".." && !way.startsWith(`..${sep}`))
        throw new UsageError(
          `${inner} lies in ${outer}, which is generated, too: put them beside each other`,
        );
    }
}
