/** Short histories as tests write them, and rows of them with what is to be said. */
import { describe, expect, test } from "vitest";
import type { ClauseVerdict } from "../../../src/history/judge/verdict.ts";
import type { WatchedGuarantee } from "../../../src/history/judge/watched.ts";
import type { Clause } from "../../../src/model/guarantee.ts";
import { judgeText, watching } from "./judged.ts";

const HEAD: string = '{"format":"waybill-history","version":1,"topology":"t","source":"live","clock":"ms"}';
export const SKEW: string = HEAD.replace("}", ',"skew":2}');

export const send = (i: number, t = 0, more: string = ""): string =>
  `{"e":"send","t":${t},"at":"s.p","by":"p","i":${i},"k":"k"${more}}`;
export const sent = (i: number, t = 0, out = "ok"): string =>
  `{"e":"sent","t":${t},"at":"s.p","by":"p","i":${i},"out":"${out}"}`;
export const effect = (i: number, t: number | string = 0, more = ',"by":"c"', at = "s.c"): string =>
  `{"e":"effect","t":${t},"at":"${at}","i":${i}${more}}`;
export const dispose = (i: number, why: string, more: string = ""): string =>
  `{"e":"dispose","i":${i},"why":"${why}"${more}}`;
export const fault = (what: string, t = 0): string => `{"e":"fault","t":${t},"what":"${what}"}`;
export const rest = (open = "[]", more: string = ""): string => `{"e":"rest","t":99,"open":${open}${more}}`;
export const OK = (i: number, t = 0, more: string = ""): string[] => [send(i, t, more), sent(i, t)];

export function judged(
  clause: Clause,
  lines: readonly string[],
  more: Partial<WatchedGuarantee> = {},
  head: string = HEAD,
): ClauseVerdict {
  const [verdict] = judgeText([head, ...lines].join("\n"), [watching([clause], more)]);
  const [found] = verdict?.clauses ?? [];
  if (found === undefined) throw new Error("no verdict");
  return found;
}

export const PER_KEY: Clause & { readonly kind: "order" } = {
  kind: "order",
  scope: { kind: "per", path: "key" },
  strict: false,
};
export const LEAST: Clause & { readonly kind: "at-least-once" } = { kind: "at-least-once", except: [] };
export const excepting = (
  ...except: ("dead-lettered" | "superseded" | "expired" | "overflow")[]
): Clause => ({
  kind: "at-least-once",
  except,
});

export type Row = readonly [string, Clause, readonly string[], string];

/** Each row is judged as it says, with lines that show what is violated and reasons for what is not judged. */
export function testRows(name: string, rows: readonly Row[]): void {
  describe(`the clauses of ${name}`, () => {
    test.each(rows)("%s", (_name, clause, lines, expected) => {
      const found = judged(clause, lines);
      expect({ verdict: found.verdict, because: found.because }).toMatchObject({ verdict: expected });
      expect(found.violations > 0).toBe(expected === "violated");
      for (const { lines: shown } of found.examples) {
        expect(shown.length).toBeGreaterThan(0);
        for (const line of shown) expect(line).toBeLessThanOrEqual(lines.length + 1);
      }
      expect(found.because.length > 0).toBe(expected === "not judged");
    });
  });
}
