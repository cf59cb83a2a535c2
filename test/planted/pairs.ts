/** The planted bugs: pairs of specs, and the table of README.md that says what is found in the broken one. */
import { readdirSync, readFileSync } from "node:fs";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import { compile } from "../../src/compiler/compile.ts";
import { type Analysis, analyse } from "../../src/compiler/infer/analyse.ts";
import type { FlowReport } from "../../src/verify/report.ts";
import { verify } from "../../src/verify/verify.ts";

/** The same from here and from the bundle that `tools/run.mjs` makes. */
const FOLDER = new URL("../../test/planted/", import.meta.url);

export type Side = "broken" | "correct";

export interface Bug {
  readonly name: string;
  /** Text of a clause, or the code of a finding. */
  readonly breaks: string;
  /** Undefined = any. */
  readonly faults: readonly string[] | undefined;
  /** `entity setting`; undefined = any. */
  readonly cause: string | undefined;
}

/** Rows of the table, in its order. */
export const BUGS: readonly Bug[] = readFileSync(new URL("README.md", FOLDER), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| bug |"))
  .map((line) => {
    const [name = "", , breaks = "", by = "", cause = ""] = line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim());
    const faults = [...by.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
    return {
      name,
      breaks,
      faults: by === "" ? undefined : faults.filter((each) => each !== "{}"),
      cause: cause === "" ? undefined : cause.replaceAll("`", ""),
    };
  });

export function isFinding({ breaks }: Bug): boolean {
  return breaks.startsWith("WB");
}

/** Names of the folders with specs. */
export function folders(): readonly string[] {
  return readdirSync(new URL("specs/", FOLDER)).sort();
}

export function pathOf(name: string, side: Side): URL {
  return new URL(`specs/${name}/${side}.waybill`, FOLDER);
}

function read(name: string, side: Side): { readonly path: string; readonly text: string } {
  return { path: `${name}/${side}.waybill`, text: readFileSync(pathOf(name, side), "utf8") };
}

/** Codes of all findings. */
export function codesOf(name: string, side: Side): readonly string[] {
  return checkSources([read(name, side)], BROKERS, "2030-01-01").findings.map(({ code }) => code);
}

const ANALYSED = new Map<string, Analysis | undefined>();

/** Undefined where the spec is no topology. */
export function analysed(name: string, side: Side): Analysis | undefined {
  const key = `${name}/${side}`;
  if (!ANALYSED.has(key)) {
    const { topology } = compile([read(name, side)], { brokers: BROKERS });
    ANALYSED.set(key, topology === undefined ? undefined : analyse(topology, BROKERS));
  }
  return ANALYSED.get(key);
}

/** Of one search: a second or so. The default budget is larger by far. */
const STATES = 100_000;

export type VerifiedBy = Parameters<typeof verify>[1];

/** The one promise of the spec, verified. */
export function verified(analysis: Analysis, runs: number, brokers: VerifiedBy = BROKERS): FlowReport {
  const options = { seed: 42, runs, states: STATES, messages: 12, proceed: (): boolean => true };
  const { flows } = verify(analysis, brokers, options);
  return present(flows[0], "a promise");
}
