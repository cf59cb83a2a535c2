/** Everything that `explain` can speak of: codes of findings, codes of hazards, settings. */
import type { CompileBroker } from "../../compiler/broker.ts";
import { type HazardEntry, hazardRegistry } from "../../compiler/infer/hazard-words.ts";
import type { Lowering } from "../../compiler/infer/lowering.ts";
import type { SettingSpec, SettingTable } from "../../compiler/vocabulary.ts";
import type { DiagnosticSpec } from "../../diagnostics/define.ts";

/** One code. `text` is what a search for words looks through. */
export interface Entry {
  readonly code: string;
  readonly text: string;
  readonly spec?: DiagnosticSpec;
  readonly hazard?: HazardEntry;
}

/** A setting, and whose it is: `topic of …`, `every producer`. */
export interface NamedSetting {
  readonly name: string;
  readonly of: string;
  readonly spec: SettingSpec;
}

/** By code. `specs` are those of the language itself. */
export function codesOf(
  specs: readonly DiagnosticSpec[],
  brokers: readonly (CompileBroker & Lowering)[],
): readonly Entry[] {
  const declared = [...specs, ...brokers.flatMap(({ diagnostics }) => diagnostics)];
  const entries: Entry[] = [
    ...declared.map((spec) => ({ code: spec.code, text: `${spec.message} ${spec.why} ${spec.fix}`, spec })),
    ...hazardRegistry(brokers).map((hazard) => ({
      code: hazard.code,
      text: `${hazard.words.story} ${hazard.words.remedy}`,
      hazard,
    })),
  ];
  return entries.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

/** `core` are tables of the language by whose they are. */
export function settingsOf(
  core: Readonly<Record<string, SettingTable>>,
  brokers: readonly CompileBroker[],
): readonly NamedSetting[] {
  const tables: (readonly [string, SettingTable])[] = [
    ...Object.entries(core),
    ...brokers.flatMap((broker): (readonly [string, SettingTable])[] => [
      [`a broker of type ${broker.type}`, broker.settings],
      ...broker.kinds.map(({ kind, settings }): readonly [string, SettingTable] => [
        `a ${kind} (${broker.type})`,
        settings,
      ]),
      [`a binding (${broker.type})`, broker.bindings?.settings ?? {}],
      [`a producer (${broker.type})`, broker.producer],
      [`a consumer (${broker.type})`, broker.consumer],
    ]),
  ];
  return tables.flatMap(([of, table]) => Object.entries(table).map(([name, spec]) => ({ name, of, spec })));
}

/** What a code says, in one line. */
export function headlineOf({ spec, hazard }: Entry): string {
  return spec?.message ?? (hazard?.words.story ?? "").replace("{of}", "…");
}

/** Where a stage stands, in words; the stage itself where a broker has one that has no words yet. */
export function stageInWords(stage: string): string {
  return STAGES.get(stage) ?? `at the stage ${stage}`;
}

const STAGES: ReadonlyMap<string, string> = new Map([
  ["produce", "while a producer sends to a topic"],
  ["log", "while a message lies in a topic"],
  ["group", "while a consumer group reads a topic"],
  ["publish", "while a producer publishes"],
  ["queue", "while a message lies in a queue"],
  ["consume", "while a consumer takes from a queue"],
]);
