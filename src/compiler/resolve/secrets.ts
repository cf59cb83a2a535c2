import type { ValueNode } from "../../../grammar/tree.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { maskSecrets, userParts } from "../../diagnostics/mask.ts";
import { visible } from "../syntax/dsl.ts";
import { names } from "./names.diagnostics.ts";

const URL_MAX = 80;

/** A finding for each string within `node` that holds a URL with a user part. The message shows it masked. */
export function* secretsIn(node: ValueNode): Generator<Finding> {
  switch (node.kind) {
    case "string":
    case "text": {
      const [first] = userParts(node.text);
      if (first === undefined) return;
      const masked = maskSecrets(node.text);
      const from = Math.max(0, first.start - 20);
      const url = visible(masked.slice(from, from + URL_MAX));
      yield names.report.secret(node.span, { url });
      return;
    }
    case "list":
      for (const item of node.items) yield* secretsIn(item);
      return;
    case "map":
      for (const setting of node.settings) yield* secretsIn(setting.value);
      return;
    case "call":
      for (const arg of node.args) yield* secretsIn(arg);
      for (const setting of node.settings) yield* secretsIn(setting.value);
      return;
    default:
      return;
  }
}
