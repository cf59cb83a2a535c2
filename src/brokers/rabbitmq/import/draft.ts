/** Prints definitions as a `.waybill` draft in which every line says where it came from. */
import type { Definitions, VhostDefinition } from "./definitions.ts";
import { endpointLines } from "./endpoints.ts";
import { Names } from "../../../drafts/names.ts";
import { Policies } from "./policies.ts";
import { comment } from "../../../drafts/quote.ts";
import type { DraftSource, LeftOut } from "./draft-source.ts";
import { Section } from "./section.ts";

export interface Draft {
  readonly text: string;
  readonly leftOut: readonly LeftOut[];
  readonly policies: Policies;
}

const ENDPOINT_NOTE = [
  "// Who publishes and who consumes is not in such a file. Service `unknown` stands for them: give each endpoint its",
  "// service and say what it does, and its flows are judged. An endpoint that does not exist is taken away.",
];

/** Drafts the virtual hosts `vhosts` of `definitions`. Pure; the same definitions give the same bytes. */
export function draft(
  definitions: Definitions,
  vhosts: readonly VhostDefinition[],
  source: DraftSource,
): Draft {
  const policies = new Policies(definitions);
  const names = new Names();
  const leftOut: LeftOut[] = [];
  const sections: string[] = [];
  const endpoints: string[] = [];
  for (const vhost of vhosts) {
    const section = new Section(definitions, policies, names, { vhost, source, isOnly: vhosts.length === 1 });
    sections.push(section.lines.join("\n"));
    endpoints.push(...endpointLines(names, section.drafted, section.bindings));
    leftOut.push(...section.leftOut);
  }
  const parts = [
    `waybill 1\ntopology ${source.topology}`,
    header(definitions, source).join("\n"),
    ...sections,
  ];
  if (leftOut.length > 0)
    parts.push(
      leftOut.map((each) => comment(`left out: ${each.what} (line ${each.line}): ${each.reason}`)).join("\n"),
    );
  if (endpoints.length > 0) {
    parts.push(
      [
        ...ENDPOINT_NOTE,
        "service unknown {",
        "  external: true",
        ...endpoints.map((line) => `  ${line}`),
        "}",
      ].join("\n"),
    );
  }
  return { text: `${parts.join("\n\n")}\n`, leftOut, policies };
}

function header(definitions: Definitions, { file, saidVersion, version }: DraftSource): readonly string[] {
  const { shovels, upstreams } = definitions.movers;
  const said = saidVersion === undefined ? "names no version" : `is of RabbitMQ ${saidVersion}`;
  const drafted = saidVersion === version ? "" : `; this draft takes ${version}`;
  return [
    comment(
      `Imported from ${file}, which ${said}${drafted}. Users, permissions and parameters are not read.`,
    ),
    comment("How many nodes there are is not in the file: correct `nodes`."),
    ...(shovels + upstreams === 0
      ? []
      : [
          comment(
            `It has ${shovels} shovels and ${upstreams} federation upstreams, which move messages by ways that are not drafted here.`,
          ),
        ]),
  ];
}
