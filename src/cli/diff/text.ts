/** Differences as text: guarantees first, then changes by severity. */
import { SEVERITIES, type Change, changeText, type Severity } from "../../diff/change.ts";
import type { TopologyDiff } from "../../diff/diff.ts";
import type { GuaranteeChange } from "../../diff/guarantee-changes.ts";
import { clipped, padded, type Painter, wrapped } from "../text.ts";
import type { Compare } from "./compare.ts";
import {
  becauseOf,
  CONSEQUENCES,
  concernsText,
  countsText,
  flowText,
  isEmpty,
  placeText,
  rowsOf,
  titleOf,
  whereText,
} from "./words.ts";

/** Reasons with the same causes that are listed. */
const REASONS_MAX = 4;
const WIDTH = 110;
/** A name longer than this is cut. */
const NAME_MAX = 200;

const HEADS: Readonly<Record<Severity, string>> = { breaking: "Breaking", risky: "Risky", safe: "Safe" };

export function diffText(compared: Compare, paint: Painter): string {
  const shown = compared.diffs.filter((diff) => !isEmpty(diff));
  const isTitled = compared.diffs.length > 1 || shown.some(({ before, after }) => before !== after);
  const blocks = shown.flatMap((diff) => [
    ...(isTitled ? [[paint.bold(clip(titleOf(diff)))]] : []),
    ...guaranteeBlocks(diff, compared, paint),
    ...changeBlocks(diff, compared, paint),
  ]);
  return blocks.map((lines) => `${lines.join("\n")}\n\n`).join("");
}

/** The last line, without its end. */
export function diffSummary({ diffs, counts, unread }: Compare): string {
  if (diffs.every(isEmpty)) return `no difference${unread.length > 0 ? " in what could be compared" : ""}`;
  const owners = [...new Set(diffs.flatMap((diff) => diff.owners))].sort();
  return `${countsText(counts)}${owners.length === 0 ? "" : `; to be approved by ${owners.map(clip).join(", ")}`}`;
}

function guaranteeBlocks(
  diff: TopologyDiff,
  compared: Compare,
  paint: Painter,
): readonly (readonly string[])[] {
  return (["weakened", "strengthened"] as const).flatMap((direction) => {
    const own = diff.guarantees.filter((each) => each.direction === direction);
    if (own.length === 0) return [];
    const colour = direction === "weakened" ? paint.red : paint.green;
    return [
      [
        colour(paint.bold(`Guarantees ${direction}`)),
        ...own.flatMap((each) => guaranteeLines(each, diff, compared)),
      ],
    ];
  });
}

function guaranteeLines(each: GuaranteeChange, diff: TopologyDiff, { sources }: Compare): readonly string[] {
  const rows = rowsOf(each).map(([name, before, after]) =>
    before === after
      ? `    ${padded(name, 10)}  ${clip(before)}`
      : `    ${padded(name, 10)}  ${clip(before)}  →  ${clip(after)}`,
  );
  const because = becauseOf(each, diff).flatMap(({ causes, changes, whys }) => {
    const shown = whys.slice(0, REASONS_MAX).map(({ text }) => `      ${clip(text)}`);
    const more = whys.length - shown.length;
    const places = [
      ...new Set(changes.map(({ place }) => placeText(place, sources)).filter((text) => text !== "")),
    ];
    return [
      ...(causes.length === 0
        ? []
        : [
            `    by ${causes.map(clip).join(", or by ")}${places.length === 0 ? "" : `  (${places.join(", ")})`}`,
          ]),
      ...shown,
      ...(more > 0 ? [`      and ${more} more`] : []),
    ];
  });
  const owners = each.owners.length === 0 ? [] : [`    owners: ${each.owners.map(clip).join(", ")}`];
  return [`  ${clip(flowText(each))}`, ...inLines(each), ...rows, ...because, ...owners];
}

function changeBlocks(diff: TopologyDiff, compared: Compare, paint: Painter): readonly (readonly string[])[] {
  const colours = { breaking: paint.red, risky: paint.yellow, safe: paint.green };
  return SEVERITIES.flatMap((severity) => {
    const own = diff.changes.filter((each) => each.severity === severity);
    if (own.length === 0) return [];
    return [
      [
        colours[severity](paint.bold(HEADS[severity])),
        ...own.flatMap((each) => changeLines(each, compared, paint)),
      ],
    ];
  });
}

function changeLines(change: Change, { sources }: Compare, paint: Painter): readonly string[] {
  const cites = change.cites.length === 0 ? "" : ` (${change.cites.join(", ")})`;
  const where = placeText(change.place, sources);
  const touched = concernsText(change);
  const who = [
    ...(change.owners.length === 0 ? [] : [`owner ${change.owners.map(clip).join(", ")}`]),
    ...(touched === "" ? [] : [`concerns ${clip(touched)}`]),
  ];
  return [
    `  ${clip(changeText(change))}${where === "" ? "" : `  ${paint.dim(where)}`}`,
    ...inLines(change),
    ...wrapped(`${CONSEQUENCES[change.consequence]}: ${change.reason}${cites}`, WIDTH).map(
      (line) => `    ${line}`,
    ),
    ...(who.length === 0 || change.severity === "safe"
      ? []
      : wrapped(who.join("; "), WIDTH).map((line) => `    ${line}`)),
  ];
}

function inLines(each: Change | GuaranteeChange): readonly string[] {
  const where = whereText(each);
  return where === "" ? [] : wrapped(clip(where), WIDTH).map((line) => `    ${line}`);
}

function clip(text: string): string {
  return clipped(text.replaceAll(/\s+/gu, " "), NAME_MAX);
}
