/** What `check` found as SARIF. */
import manifest from "../../../package.json" with { type: "json" };
import { allCodes } from "../explain/command.ts";
import type { Entry } from "../explain/registry.ts";
import { sarifLog, type SarifRule } from "../formats/sarif.ts";
import type { Checked } from "../../compiler/check-sources.ts";
import { printedJson } from "./json.ts";

export function checkSarif({ findings, sources }: Checked): string {
  const tool = { version: manifest.version, rules: allCodes().flatMap(rule) };
  return printedJson(sarifLog(findings, sources, tool));
}

function rule({ code, spec, hazard }: Entry): readonly SarifRule[] {
  if (spec !== undefined) return [{ code, title: titleOf(spec.message), why: spec.why, fix: spec.fix }];
  if (hazard === undefined) return [];
  const { story, remedy } = hazard.words;
  return [
    { code, title: story.replace("{of}", hazard.stage), why: "", fix: remedy.replace("{of}", hazard.stage) },
  ];
}

/** A message before its parameters are filled in. */
function titleOf(message: string): string {
  return message.replaceAll(/\{(\w+)\}/g, (_, name: string) => `<${name}>`);
}
