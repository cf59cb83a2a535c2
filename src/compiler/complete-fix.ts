/** Repairs that need the texts of the sources: settings that are to be put where there are none. */
import type { DocumentNode } from "../../grammar/tree.ts";
import type { Edit, Finding, Missing } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import type { CompileBroker } from "./broker.ts";
import { putSetting } from "./syntax/put-setting.ts";
import { readSource, type Source } from "./syntax/read.ts";

/** Gives each finding whole edits, or none where a part of its repair cannot be made one. */
export function fixCompleter(
  files: readonly Source[],
  brokers: readonly Pick<CompileBroker, "kinds">[],
): (finding: Finding) => Finding {
  const documents = new Map<string, DocumentNode | undefined>();
  const documentOf = (source: Source): DocumentNode | undefined => {
    if (!documents.has(source.path)) {
      const kinds = brokers.flatMap((broker) => broker.kinds);
      documents.set(source.path, readSource(source, kinds, new FindingSink()));
    }
    return documents.get(source.path);
  };
  const editOf = ({ name, setting }: Missing): Edit | undefined => {
    const source = files.find(({ path }) => path === name.file);
    const document = source === undefined ? undefined : documentOf(source);
    if (source === undefined || document === undefined) return undefined;
    return putSetting(document, source.text, name, setting);
  };
  return (finding) => {
    const { fix, ...rest } = finding;
    if (fix?.missing === undefined) return finding;
    const put = fix.missing.map(editOf);
    if (put.includes(undefined)) return rest;
    const edits = [...fix.edits, ...put.flatMap((edit) => edit ?? [])];
    return { ...rest, fix: { title: fix.title, edits } };
  };
}
