/** What a source sees of a service from outside, joined with what its code or another such source says. */
import { type DraftEndpoint, type DraftSetting, keyText } from "./draft.ts";

/**
 * `all` with each outline in the endpoint that it is of: the same group of a topic, or the same role of the same service at
 * the same channel. `together` is both as one, where the first goes before.
 */
export function withOutlines(
  all: readonly DraftEndpoint[],
  together: (before: DraftEndpoint, outline: DraftEndpoint) => DraftEndpoint,
): readonly DraftEndpoint[] {
  const joined = all.filter(({ outline }) => outline === undefined);
  if (joined.length === all.length) return all;
  const meant = meanings(joined.map(({ service }) => service));
  const at = new Map<string, number[]>();
  const place = (endpoint: DraftEndpoint, i: number): void => {
    const key = keyText(endpoint.channel);
    at.set(key, [...(at.get(key) ?? []), i]);
  };
  joined.forEach(place);
  for (const each of all.filter(({ outline }) => outline !== undefined)) {
    const outline = { ...each, service: meant(each.service) };
    const same = (at.get(keyText(outline.channel)) ?? []).filter((i) => isOf(outline, joined[i]));
    for (const i of same) joined[i] = together(joined[i] ?? outline, outline);
    if (same.length > 0) continue;
    joined.push(outline);
    place(outline, joined.length - 1);
  }
  return joined;
}

function isOf(one: DraftEndpoint, other: DraftEndpoint | undefined): boolean {
  if (other === undefined || one.role !== other.role || one.outline?.of === other.outline?.of) return false;
  const isOwn = one.service === other.service;
  // Two applications that say who they are are two, also in one group.
  if (one.outline?.isNamed === true && other.outline?.isNamed === true && !isOwn) return false;
  const [group, same] = [groupOf(one), groupOf(other)];
  return group !== undefined && same !== undefined ? group === same : isOwn;
}

/** Undefined where it is not known. */
function groupOf({ settings }: DraftEndpoint): string | undefined {
  const text = settings.find(({ name }: DraftSetting) => name === "group")?.text;
  return text === "unknown" ? undefined : text;
}

/** Which of `services` a name means: `Order Service` is order-service, unless several are; else itself. */
function meanings(services: readonly string[]): (name: string) => string {
  const names = new Set(services);
  const found = new Map<string, Set<string>>();
  for (const name of names) found.set(bare(name), (found.get(bare(name)) ?? new Set()).add(name));
  return (name) => {
    const [only, ...others] = found.get(bare(name)) ?? [];
    return names.has(name) || only === undefined || others.length > 0 ? name : only;
  };
}

/** Without case, separators, and words that say nothing. */
function bare(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const shorter = letters.replace(/(?:microservice|service|svc|application|app|api)$/, "");
  return shorter === "" ? letters : shorter;
}
