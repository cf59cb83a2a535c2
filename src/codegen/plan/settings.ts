/** Settings as a client or a broker has to have them: every one that is modelled, with the defaults filled in. */
import { defaultOf, type SettingTable } from "../../compiler/vocabulary.ts";
import type { Settings, Value } from "../../model/value.ts";

/**
 * By the words of the spec, in the order of `table`: what the broker or its client configures itself, as written, else its
 * default for `version` and `client`. What only Waybill knows, and short forms, are left out; `native` stays as it is.
 */
export function effectiveSettings(
  table: SettingTable,
  settings: Settings,
  version: string,
  client: string,
): Settings {
  const out: Record<string, Value> = {};
  for (const [name, spec] of Object.entries(table)) {
    if (spec.native === undefined || spec.unsupported === true) continue;
    const value = settings[name] ?? defaultOf(spec, version, client);
    if (value !== undefined) out[name] = value;
  }
  const native = settings["native"];
  return native === undefined ? out : { ...out, native };
}
