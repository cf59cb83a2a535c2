/**
 * Turns architecture.json into dependency-cruiser rules. The file says what may be imported; whatever it does not
 * name is forbidden. `*` in a path stands for one folder name, and a path names a folder or a file without suffix.
 */
import { readFileSync } from "node:fs";
import type { DependencyType, IForbiddenRuleType } from "dependency-cruiser";

/** What one part of a broker's folder may import. */
export interface BrokerPart {
  /** Folders of core. */
  readonly core: readonly string[];
  /** Other parts of the same broker. */
  readonly own: readonly string[];
}

/** The fields of architecture.json. Paths are relative to the root of the repository. */
export interface Architecture {
  /** For each room of the house: the rooms it may import besides itself. */
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
  /** The passes of src/compiler in order; a pass imports earlier passes only. */
  readonly passes: readonly string[];
  /** The parts a broker's folder may have. */
  readonly brokerFile: Readonly<Record<string, BrokerPart>>;
  /** Where `node:*` may be imported, of src and grammar. */
  readonly nodeAllowed: readonly string[];
  /** For each package: who may import it. A package not named is imported by nobody in src and grammar. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** Parts of src that touch the world: the rest is core, where clocks, entropy and I/O are banned. */
  readonly notCore: readonly string[];
  /** Parts of src in which a broker may be named. */
  readonly brokersNamed: readonly string[];
  readonly limits: {
    readonly fileLinesSoft: number;
    readonly fileLinesHard: number;
    readonly functionLinesSoft: number;
    readonly functionLinesHard: number;
    readonly parametersMax: number;
    readonly depthMax: number;
  };
}

/** Reads the file at `path`. Throws if it is not there or not JSON. */
export function readArchitecture(path: string): Architecture {
  // cast: the file is part of this repository, and test/architecture compares every path in it with the tree.
  return JSON.parse(readFileSync(path, "utf8")) as Architecture;
}

function escaped(path: string): string {
  return path.replaceAll(".", "\\.").replaceAll("*", "[^/]+");
}

/** Matches the folders and files in `paths` and all below; nothing if there are none. */
function pathPattern(paths: readonly string[]): string {
  return paths.length === 0 ? "^$" : `^(?:${paths.map(escaped).join("|")})(?:/|\\.|$)`;
}

const ours = "^(?:src|grammar)/";
const packageTypes: DependencyType[] = [
  "npm",
  "npm-dev",
  "npm-optional",
  "npm-peer",
  "npm-bundled",
  "npm-no-pkg",
  "npm-unknown",
];

function partPattern(broker: string, parts: readonly string[]): string {
  return `^src/brokers/${broker}/(?:${parts.join("|")})(?:/|\\.)`;
}

function layerRules(architecture: Architecture): IForbiddenRuleType[] {
  return Object.entries(architecture.mayImport).map(([from, to]) => ({
    name: `layer:${from}`,
    from: { path: pathPattern([from]) },
    to: { path: ours, pathNot: pathPattern([from, ...to]) },
  }));
}

function passRules({ passes }: Architecture): IForbiddenRuleType[] {
  return passes.slice(0, -1).map((pass, i) => ({
    name: `pass:${pass}`,
    from: { path: pathPattern([`src/compiler/${pass}`]) },
    to: { path: pathPattern(passes.slice(i + 1).map((later) => `src/compiler/${later}`)) },
  }));
}

function brokerRules({ brokerFile }: Architecture): IForbiddenRuleType[] {
  return Object.entries(brokerFile).map(([part, { core, own }]) => ({
    name: `broker:${part}`,
    from: { path: partPattern("([^/]+)", [part]) },
    to: { path: ours, pathNot: `${pathPattern(core)}|${partPattern("$1", [part, ...own])}` },
  }));
}

function packageRules({ packages }: Architecture): IForbiddenRuleType[] {
  const named = Object.keys(packages).map((name) => `(?:^|/)node_modules/${escaped(name)}/`);
  return [
    ...Object.entries(packages).map(
      ([name, allowed]): IForbiddenRuleType => ({
        name: `package:${name}`,
        from: { path: ours, pathNot: pathPattern(allowed) },
        to: { path: `(?:^|/)node_modules/${escaped(name)}/` },
      }),
    ),
    {
      name: "no-other-package",
      from: { path: ours },
      to: { dependencyTypes: packageTypes, pathNot: named.join("|") || "^$" },
    },
  ];
}

/**
 * One rule for each line of `architecture`, and those that hold everywhere. Names are unique.
 * Throws if a list is empty, since a rule set that forbids nothing would pass on every tree.
 */
export function forbiddenRules(architecture: Architecture): readonly IForbiddenRuleType[] {
  for (const list of ["mayImport", "passes", "brokerFile", "nodeAllowed", "packages"] as const) {
    if (Object.keys(architecture[list]).length === 0) throw new Error(`architecture.json: ${list} is empty`);
  }
  const rules: IForbiddenRuleType[] = [
    { name: "resolvable", from: { path: ours }, to: { couldNotResolve: true } },
    { name: "no-cycle", from: {}, to: { circular: true } },
    {
      name: "no-broker-to-broker",
      from: { path: "^src/brokers/([^/]+)/" },
      to: { path: "^src/brokers/([^/]+)/", pathNot: "^src/brokers/$1/" },
    },
    {
      name: "no-node-in-core",
      from: { path: ours, pathNot: pathPattern(architecture.nodeAllowed) },
      to: { dependencyTypes: ["core"] },
    },
    ...packageRules(architecture),
    ...layerRules(architecture),
    ...passRules(architecture),
    ...brokerRules(architecture),
  ];
  return rules.map((rule) => ({ ...rule, severity: "error" }));
}
