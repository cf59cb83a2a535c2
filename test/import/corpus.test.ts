/** Files that others wrote, read from beside this checkout. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { importAsyncApi } from "../../src/cli/import/asyncapi.ts";
import type { ImportCall } from "../../src/cli/import/kind.ts";
import { importStrimzi } from "../../src/cli/import/strimzi.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import type { Draft } from "../../src/drafts/draft.ts";
import { writeDraft } from "../../src/drafts/write.ts";
import { corpus } from "../beside.ts";

const PLACE = { topology: "draft", path: "draft.waybill" };

function filesIn(folder: string | undefined): readonly string[] {
  const names = folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
}

interface Tried {
  readonly name: string;
  readonly isDrafted: boolean;
  /** Codes of what the import says. */
  readonly said: readonly string[];
  /** Codes of errors in the draft. */
  readonly errors: readonly string[];
  readonly flows: number;
}

function tried(name: string, drafts: readonly Draft[]): Tried {
  const { text, findings } = writeDraft(drafts, PLACE, ANALYSIS_BROKERS);
  const said = findings.map(({ code }) => code);
  if (text === undefined) return { name, isDrafted: false, said, errors: [], flows: 0 };
  const reads = text.includes(' from "') ? drafts.flatMap((draft) => draft.reads ?? []) : [];
  const checked = checkSources([{ path: PLACE.path, text }, ...reads], ANALYSIS_BROKERS, "2026-01-01");
  const errors = checked.findings
    .filter(({ severity, span }) => severity === "error" && span.file === PLACE.path)
    .map(({ code }) => code);
  const flows = Object.values(checked.summary.flows).reduce((sum, each) => sum + each, 0);
  return { name, isDrafted: true, said, errors, flows };
}

function callIn(cwd: string): ImportCall {
  return { cwd, beside: PLACE.path, service: undefined, vhost: undefined };
}

describe("AsyncAPI documents of others", () => {
  const folder = corpus("asyncapi");
  const all = filesIn(folder).map((name) => tried(name, importAsyncApi([name], callIn(folder ?? "."))));

  test(folder === undefined ? "are not beside this checkout" : "are tried", () => {
    expect(all.length > 40).toBe(folder !== undefined);
  });

  test("become drafts with flows, but where they have no channel that is modelled", () => {
    const drafted = all.filter(({ isDrafted }) => isDrafted);
    const flows = drafted.reduce((sum, each) => sum + each.flows, 0);
    expect({ drafts: drafted.length > 45, flows: flows > 130 }).toEqual({
      drafts: folder !== undefined,
      flows: folder !== undefined,
    });
    for (const { name, isDrafted, said } of all) if (!isDrafted) expect(said, name).toContain("WB3301");
  });

  test("are drafted without an error, but for a name that Kafka refuses", () => {
    const wrong = all.filter(({ errors }) => errors.length > 0);
    const known = folder === undefined ? [] : [["valid-specification.yml", "WB3111"]];
    expect(wrong.map(({ name, errors }) => [name.split("/").at(-1), ...errors])).toEqual(known);
  });
});

describe("Strimzi resources of others", () => {
  const folder = corpus("kafka");
  const all = filesIn(folder)
    .filter((name) => name.startsWith("strimzi/"))
    .map((name) => tried(name, importStrimzi([name], callIn(folder ?? "."))));

  test(folder === undefined ? "are not beside this checkout" : "are tried", () => {
    expect(all.length > 3).toBe(folder !== undefined);
  });

  test("become drafts with a flow for each topic", () => {
    expect(all.filter(({ flows, errors }) => flows === 0 || errors.length > 0)).toEqual([]);
  });
});
