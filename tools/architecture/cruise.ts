/** Runs the rules over a tree. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { cruise, type IForbiddenRuleType } from "dependency-cruiser";

/** One import that a rule forbids. Paths are relative to the root of the tree. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  /** How many modules of the tree were read. */
  readonly modules: number;
  /** Ordered by rule, from, to. */
  readonly violations: readonly Violation[];
}

function line({ rule, from, to }: Violation): string {
  return `${rule}\n${from}\n${to}`;
}

/**
 * All imports in `src` and `grammar` under `root` that `rules` forbid.
 * Throws if there are no rules or no modules: a check that looked at nothing has not passed.
 */
export async function violationsIn(root: string, rules: readonly IForbiddenRuleType[]): Promise<Cruise> {
  if (rules.length === 0) throw new Error("no architecture rules");
  const { output } = await cruise(
    ["src", "grammar"].filter((folder) => existsSync(join(root, folder))),
    {
      baseDir: resolve(root),
      ruleSet: { forbidden: [...rules] },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: "node_modules" },
      exoticRequireStrings: [],
    },
    {
      extensions: [".ts", ".js", ".mjs", ".json"],
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  );
  if (typeof output === "string")
    throw new Error("dependency-cruiser gave text where a result was asked for");
  const modules = output.modules.filter(({ source }) => /^(src|grammar)\//.test(source)).length;
  if (modules === 0) throw new Error(`no modules in ${root}`);
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { modules, violations: violations.toSorted((a, b) => (line(a) < line(b) ? -1 : 1)) };
}
