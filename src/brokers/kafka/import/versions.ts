/** Versions that sources name, as those of the vocabulary. */
import { compareVersions } from "../../../compiler/vocabulary.ts";
import { KAFKA_VOCABULARY } from "../vocabulary.ts";

/** The version of the vocabulary that is meant by a text that begins with one: the one said, else the nearest older one, or the oldest. */
export function versionOf(text: string): { readonly said: string; readonly used: string } | undefined {
  const said = /^\d{1,4}\.\d{1,4}/.exec(text)?.[0];
  if (said === undefined) return undefined;
  const { versions } = KAFKA_VOCABULARY;
  const used = versions.filter((version) => compareVersions(version, said) <= 0).at(-1) ?? versions[0];
  return used === undefined ? undefined : { said, used };
}
