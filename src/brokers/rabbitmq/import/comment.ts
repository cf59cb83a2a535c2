/** Words of a file on one line of a draft. */
import { maskSecrets } from "../../../diagnostics/mask.ts";

/** A comment of its own line, without a secret. */
export function comment(text: string): string {
  return `// ${plain(text)}`;
}

/** One line without a secret and without what could end a comment. */
export function plain(text: string): string {
  return maskSecrets(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}
