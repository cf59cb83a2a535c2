/** Definitions as a draft in which every line says where it came from. */
import type { Draft } from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import type { Definitions, VhostDefinition } from "./definitions.ts";
import type { DraftSource, LeftOut } from "./draft-source.ts";
import { Policies } from "./policies.ts";
import { Section } from "./section.ts";

export interface DefinitionsDraft {
  readonly draft: Draft;
  readonly leftOut: readonly LeftOut[];
  readonly policies: Policies;
}

/** Drafts the virtual hosts `vhosts` of `definitions`. Pure; the same definitions give the same draft. */
export function draftOfDefinitions(
  definitions: Definitions,
  vhosts: readonly VhostDefinition[],
  source: DraftSource,
): DefinitionsDraft {
  const policies = new Policies(definitions);
  const isOnly = vhosts.length === 1;
  const sections = vhosts.map((vhost) => new Section(definitions, policies, { vhost, source, isOnly }));
  const leftOut = sections.flatMap((section) => section.leftOut);
  const draft: Draft = {
    ...emptyDraft(source.file),
    head: header(definitions, source),
    brokers: sections.map(({ broker }) => broker),
    channels: sections.flatMap(({ channels }) => channels),
    bindings: sections.flatMap(({ bindings }) => bindings),
    leftOut: leftOut.map(({ what, line, reason }) => `left out: ${what} (line ${line}): ${reason}`),
  };
  return { draft, leftOut, policies };
}

function header(definitions: Definitions, { file, saidVersion, version }: DraftSource): readonly string[] {
  const { shovels, upstreams } = definitions.movers;
  const said = saidVersion === undefined ? "names no version" : `is of RabbitMQ ${saidVersion}`;
  const drafted = saidVersion === version ? "" : `; this draft takes ${version}`;
  const movers = `It has ${shovels} shovels and ${upstreams} federation upstreams, which move messages by ways that are not drafted here.`;
  return [
    `Imported from ${file}, which ${said}${drafted}. Users, permissions and parameters are not read.`,
    "How many nodes there are is not in the file: correct `nodes`.",
    ...(shovels + upstreams === 0 ? [] : [movers]),
  ];
}
