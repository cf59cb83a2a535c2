/** What a broker calls a channel: `name:` of the channel, or the `names:` scheme of the broker. */
import { parseTemplate } from "../../../grammar/template.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { Broker } from "../../model/topology.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import type { TemplateUse } from "./uses.ts";

/** Reports what is wrong with the notation of a scheme, and fields other than `{name}`. */
export function checkNameScheme(templates: readonly TemplateUse[], sink: FindingSink): void {
  for (const use of templates) {
    const { parts, problems } = parseTemplate(use.text);
    for (const problem of problems) {
      sink.add(notation.report.badTemplate(use.at(problem.start, problem.end), { what: problem.text }));
    }
    for (const part of parts) {
      if (part.kind !== "path" || part.path === "name") continue;
      const what = "a field other than `{name}`";
      sink.add(notation.report.badTemplate(use.at(part.start, part.end), { what }));
    }
  }
}

/** Undefined where it is `name` itself. */
export function physicalName(name: string, own: unknown, broker: Broker): string | undefined {
  if (typeof own === "string") return own;
  const scheme = broker.settings["names"];
  if (typeof scheme !== "string") return undefined;
  return parseTemplate(scheme)
    .parts.map((part) => (part.kind === "text" ? part.text : name))
    .join("");
}
