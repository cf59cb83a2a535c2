/** Repairs that need the texts of the sources: settings that are to be put where there are none. */
import type { DocumentNode } from "../../grammar/tree.ts";
import type { Edit, Finding, Missing } from "../diagnostics/define.ts";
import { FindingSink } from "../diagnostics/sink.ts";
import type { CompileBroker } from "./broker.ts";
import { putSetting, removal } from "./syntax/put-setting.ts";
import { settingText, storeText } from "./syntax/setting-text.ts";
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
  const editOf = (missing: Missing): Edit | undefined => {
    const { name } = missing;
    const setting =
      "store" in missing ? storeText(missing.store, name.file) : settingText(missing.setting, name.file);
    const source = files.find(({ path }) => path === name.file);
    const document = source === undefined ? undefined : documentOf(source);
    if (source === undefined || document === undefined) return undefined;
    return putSetting(document, source.text, name, setting);
  };
  return (finding) => {
    const { fix, ...rest } = finding;
    if (fix === undefined) return finding;
    const { missing = [], settings = [], removed = [] } = fix;
    const textOf = (file: string): string => files.find(({ path }) => path === file)?.text ?? "";
    const put = missing.map(editOf);
    if (put.includes(undefined)) return rest;
    const written = settings.map(({ span, text }) => ({ span, text: settingText(text, span.file) }));
    const edits = [
      ...fix.edits.map((edit) => quotedAlike(edit, textOf(edit.span.file))),
      ...written,
      ...removed.map((span) => removal(textOf(span.file), span)),
      ...put.flatMap((edit) => edit ?? []),
    ];
    return { ...rest, fix: { title: fix.title, edits } };
  };
}

/** A word that takes the place of one in quotes is in quotes, too. */
function quotedAlike({ span, text }: Edit, source: string): Edit {
  const isQuoted = /^["']/.test(source.slice(span.start, span.end)) && !text.startsWith('"');
  return { span, text: isQuoted ? JSON.stringify(text) : text };
}
