/** Why what lies in a folder is not what would be generated, in words. */
import type { Stamp } from "../../codegen/emit/header.ts";
import type { Difference } from "./folder.ts";

/** Names so many files, and counts the others. */
const NAMED = 3;

/** Lines about one folder; none where it is up to date. `now`: what a new generation would say of itself. */
export function staleLines(
  folder: string,
  difference: Difference,
  now: { readonly version: string; readonly spec: string },
): readonly string[] {
  const { stale, missing, left, edited, foreign } = difference;
  const byReason = new Map<string, string[]>();
  for (const [path, stamp] of stale) {
    const why = reasonOf(path, stamp, now, stale);
    byReason.set(why, [...(byReason.get(why) ?? []), path]);
  }
  return [
    ...[...byReason].map(([why, paths]) => `${folder} is stale because ${why}: ${list(paths)}`),
    ...(missing.length === 0 ? [] : [`${folder} lacks ${list(missing)}`]),
    ...(left.length === 0 ? [] : [`${folder} has what is no longer generated: ${list(left)}`]),
    ...edited.map((path) => `edited by hand: ${folder}/${path}`),
    ...foreign.map((path) => `not written by Waybill: ${folder}/${path}`),
  ];
}

function reasonOf(
  path: string,
  stamp: Stamp,
  now: { readonly version: string; readonly spec: string },
  stale: ReadonlyMap<string, Stamp>,
): string {
  if (stamp.spec !== now.spec) return "the spec changed";
  const isRuntime = path.startsWith("runtime/");
  if (stamp.version !== now.version)
    return isRuntime
      ? `Waybill ${now.version} changed the runtime`
      : `Waybill ${now.version} generates other code`;
  // The same version writes the same runtime for the same options.
  const isOtherCall = [...stale.keys()].some((each) => each.startsWith("runtime/"));
  return isOtherCall ? "it was generated with other options" : "the layout of the spec changed";
}

function list(paths: readonly string[]): string {
  const named = paths.slice(0, NAMED).join(", ");
  return paths.length <= NAMED ? named : `${named} and ${paths.length - NAMED} more`;
}
