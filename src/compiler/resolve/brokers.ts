/** Broker declarations. */
import type { BrokerNode } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Broker } from "../../model/topology.ts";
import type { CompileBroker } from "../broker.ts";
import { compareVersions } from "../vocabulary.ts";
import { BROKER_SETTINGS } from "./core-settings.ts";
import { type Decoded, decodeSettings } from "./decode.ts";
import { hintOf, oneOf, quoted } from "./describe.ts";
import { isUnknown, wordOf } from "./fits.ts";
import { names } from "./names.diagnostics.ts";
import { checkNameScheme } from "./physical-names.ts";
import { entityText, type Scope } from "./scope.ts";
import { meantFix } from "../syntax/meant.ts";

const { report } = names;

/** Declares the broker in `scope`; undefined where it cannot be used. */
export function resolveBroker(
  node: BrokerNode,
  types: readonly CompileBroker[],
  scope: Scope,
): Broker | undefined {
  if (!scope.declare("broker", node.name)) return undefined;
  const rules = rulesOf(node, types, scope);
  const name = node.name.text;
  scope.brokers.set(name, { name, ...(rules && { rules }) });
  const decoded = decodeSettings(
    node.settings,
    [rules?.settings ?? {}, BROKER_SETTINGS],
    {
      what: entityText("broker", name),
      span: node.name.span,
      lenient: rules === undefined,
      channel: (wanted) => scope.channelValue(wanted, name),
    },
    scope.sink,
  );
  if (rules === undefined) return undefined;
  checkNameScheme(decoded.templates, scope.sink);
  const { type: _type, version: _version, nodes, was, ...settings } = decoded.values;
  return {
    name,
    type: rules.type,
    version: versionOf(decoded, rules, scope),
    nodes: typeof nodes === "number" ? nodes : 1,
    ...(typeof was === "string" && { was }),
    settings,
    origin: node.name.span,
    origins: decoded.origins,
  };
}

function rulesOf(node: BrokerNode, types: readonly CompileBroker[], scope: Scope): CompileBroker | undefined {
  const setting = node.settings.find((each) => each.name.text === "type");
  const word = setting === undefined ? undefined : wordOf(setting.value);
  if (setting === undefined) {
    const what = entityText("broker", node.name.text);
    scope.sink.add(report.missingSetting(node.name.span, { what, name: "type" }));
    return undefined;
  }
  const rules = types.find(({ type }) => type === word);
  if (rules === undefined && word !== undefined && !isUnknown(setting.value)) {
    const known = types.map(({ type }) => type);
    const meant = nearest(word, known);
    const params = { name: word, hint: hintOf(meant), types: oneOf(known.map((type) => `\`${type}\``)) };
    scope.sink.add(report.unknownBrokerType(setting.value.span, params, meantFix(setting.value.span, meant)));
  }
  return rules;
}

/** The version as declared where it is modelled, else the newest modelled that is not newer, else the oldest. */
function versionOf(decoded: Decoded, rules: CompileBroker, scope: Scope): string {
  const declared = decoded.values["version"];
  const newest = rules.versions.at(-1) ?? "";
  if (typeof declared !== "string") return newest;
  const minor = declared.split(".").slice(0, 2).join(".");
  if (rules.versions.includes(declared) || rules.versions.includes(minor)) return declared;
  const older = rules.versions.filter((version) => compareVersions(version, declared) <= 0);
  const taken = older.at(-1) ?? rules.versions[0] ?? newest;
  const span = decoded.nodes.get("version")?.value.span ?? decoded.origins["version"];
  if (span !== undefined) {
    const versions = rules.versions.join(", ");
    const params = { version: quoted(declared), type: rules.type, nearest: taken, versions };
    scope.sink.add(report.unknownVersion(span, params));
  }
  return taken;
}
