/** The canonical text of a spec in YAML or JSON: the same entries in the same order, with all comments. */
import { parseDocument } from "yaml";

/** `text` is one that was read without an error. Formatting the result changes nothing. */
export function formatYaml(path: string, text: string): string {
  if (/\.json$/i.test(path)) return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  const document = parseDocument(text, {
    schema: "failsafe",
    merge: false,
    logLevel: "silent",
    strict: true,
  });
  // Without a width nothing that is long is folded into several lines.
  return document.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: true });
}
