/** The DSL notation to a tree; problems of the shape become findings. */
import { parseDocument, type Parsed } from "../../../grammar/parse.ts";
import type { Problem } from "../../../grammar/problem.ts";
import type { DocumentNode } from "../../../grammar/tree.ts";
import type { Finding, Fix } from "../../diagnostics/define.ts";
import { maskSecrets } from "../../diagnostics/mask.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { notation } from "./notation.diagnostics.ts";

export function readDsl(path: string, text: string, sink: FindingSink): DocumentNode {
  return takeProblems(parseDocument(path, text, nearest), sink);
}

/** Reports the problems of what was parsed and hands on its tree. */
export function takeProblems<T>(parsed: Parsed<T>, sink: FindingSink): T {
  for (const problem of parsed.problems) sink.add(findingOf(problem));
  return parsed.tree;
}

const { report } = notation;
const DEPTH_MAX = 64;

function findingOf(problem: Problem): Finding {
  const { span } = problem;
  switch (problem.kind) {
    case "unexpected": {
      const { expected, found } = problem;
      return report.unexpected(span, { expected, found: visible(found) });
    }
    case "misspelt": {
      const fix: Fix = { title: `write \`${problem.meant}\``, edits: [{ span, text: problem.meant }] };
      return report.misspelt(span, { word: visible(problem.word), meant: problem.meant }, { fix });
    }
    case "unreadable":
      return report.unreadable(span, { text: visible(problem.text) });
    case "unit":
      return report.badQuantity(span, { text: visible(problem.text), hint: unitHint(problem.text) });
    case "open-string":
      return report.openString(span);
    case "escape":
      return report.badEscape(span, { text: visible(problem.text) });
    case "unclosed":
      return report.unclosed(span, { bracket: problem.bracket });
    case "unopened":
      return report.unopened(span, { bracket: problem.bracket });
    case "deep":
      return report.tooDeep(span, { limit: DEPTH_MAX });
    case "comma":
      return report.missingComma(span, { fix: { title: "add a comma", edits: [{ span, text: "," }] } });
  }
}

const LONG_UNITS: Readonly<Record<string, string>> = {
  milliseconds: "ms",
  millis: "ms",
  seconds: "s",
  sec: "s",
  secs: "s",
  minutes: "m",
  min: "m",
  mins: "m",
  hours: "h",
  days: "d",
  day: "d",
  hour: "h",
  minute: "m",
  second: "s",
};
const UNITS = ["ms", "s", "m", "h", "d", "kB", "MB", "GB", "KiB", "MiB", "GiB"];

function unitHint(text: string): string {
  const digits = /^-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? "";
  const letters = text.slice(digits.length);
  const meant =
    LONG_UNITS[letters.toLowerCase()] ?? UNITS.find((unit) => unit.toLowerCase() === letters.toLowerCase());
  return meant === undefined ? "" : `; did you mean \`${visible(digits + meant)}\`?`;
}

const VISIBLE_MAX = 120;

/** Text of the user's as it may be printed: no secret, no control character, not too long. */
export function visible(text: string): string {
  const masked = maskSecrets(text.length > 4 * VISIBLE_MAX ? text.slice(0, 4 * VISIBLE_MAX) : text);
  const safe = [...masked].map((char) => (isControl(char) ? `\\u${hex(char)}` : char));
  return safe.length > VISIBLE_MAX ? `${safe.slice(0, VISIBLE_MAX - 1).join("")}…` : safe.join("");
}

function isControl(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (
    code < 32 ||
    (code >= 127 && code < 160) ||
    (code >= 0xd800 && code < 0xe000) ||
    code === 0x2028 ||
    code === 0x2029 ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

function hex(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
}
