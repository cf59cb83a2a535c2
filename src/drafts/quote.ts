/** What others wrote, as it may stand in a draft: strings of the language, and comments. */
import { maskSecrets } from "../diagnostics/mask.ts";

/** A string of the language. What could end a line or hide in one is escaped. */
export function quoted(text: string): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    escape,
  );
}

/** A comment of its own line, without a secret. */
export function comment(text: string): string {
  return `// ${plain(text)}`;
}

/** One line without a secret and without what could end a comment. */
export function plain(text: string): string {
  return maskSecrets(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

const SHOWN_MAX = 100;

/** A text of a source for a message: cut, without a secret, in quotes. */
export function shown(text: string): string {
  return quoted(maskSecrets(text.slice(0, SHOWN_MAX)));
}
