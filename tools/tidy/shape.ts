/** Rules on how code is written and named. */
import ts from "typescript";
import { isExplained, nodeRule } from "./syntax.ts";
import { brokerNames, lineRule, type TidyRule, type Tree, type Trouble, within } from "./tree.ts";

const code = /^(?:src|grammar|tools|test|bench)\/.*\.(?:ts|mjs)$/;
const isCode = (path: string): boolean => code.test(path);
const inSource = (path: string): boolean => /^(?:src|grammar)\//.test(path);

/** `as const` changes no type for the worse; `cells[i] as T` says only that the index is in range. */
function isHarmlessCast(node: ts.AsExpression): boolean {
  return ts.isConstTypeReference(node.type) || ts.isElementAccessExpression(node.expression);
}

function castIn(node: ts.Node): string | undefined {
  if (ts.isTypeAssertionExpression(node)) return node.getText();
  if (!ts.isAsExpression(node) || isHarmlessCast(node) || isExplained(node)) return undefined;
  return `as ${node.type.getText()}`;
}

function defaultExport(node: ts.Node): string | undefined {
  if (ts.isExportAssignment(node)) return "export default";
  if (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isCaseOrDefaultClause(node.parent))
    return "export default";
  return ts.isExportSpecifier(node) && node.name.text === "default" ? "export as default" : undefined;
}

const silencers =
  /@ts-(?:ignore|nocheck|expect-error)|eslint-disable|biome-ignore|knip-ignore|@public\b|depcruise-ignore/;
// In two halves, so that this list is not what it looks for.
const unfinished = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`);
const emptyNames = /^(?:commons?|stuff)$|(?:^|-)(?:utils?|helpers?|managers?|misc)(?:-|$)/;
const kebab =
  /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:config|diagnostics|gen|live|main|property|test|test-d))*\.(?:ts|mjs)$/;

function nameTrouble(path: string): string | undefined {
  const segments = path.split("/");
  const stems = segments.map((segment) => segment.replace(/\..*$/, ""));
  const empty = stems.find((stem) => emptyNames.test(stem));
  if (empty !== undefined) return `${empty} names nothing`;
  return kebab.test(segments.at(-1) ?? "") ? undefined : "not kebab-case";
}

const focused =
  /\b(?:describe|test|it|suite)\.(?:only|skip|skipIf|runIf|todo|fails)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/;

/** Parts that each broker's folder has, e.g. `settings` for settings.ts or settings/. */
function partsOf(broker: string, { files }: Tree): ReadonlySet<string> {
  const prefix = `src/brokers/${broker}/`;
  const names = [...files.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
  return new Set(names.map((name) => (/^[^/.]+/.exec(name) ?? [name])[0]));
}

/** Keys of `absent` in the broker's capabilities.ts: the parts it says it does not have, and why. */
function absencesOf(broker: string, { files }: Tree): ReadonlySet<string> {
  const text = files.get(`src/brokers/${broker}/capabilities.ts`) ?? "";
  const [, body = ""] = /\babsent\b[^=]*=\s*\{([^}]*)\}/.exec(text) ?? [];
  return new Set([...body.matchAll(/^\s*"?([a-z-]+)"?:\s*["'`]\S/gm)].map((match) => match[1] ?? ""));
}

function brokerShape(tree: Tree): readonly Trouble[] {
  const brokers = brokerNames(tree.files);
  const known = new Set([...Object.keys(tree.architecture.brokerFile), "README"]);
  const all = new Set(
    brokers.flatMap((broker) => [...partsOf(broker, tree)]).filter((part) => known.has(part)),
  );
  return brokers.flatMap((broker) => {
    const parts = partsOf(broker, tree);
    const absences = absencesOf(broker, tree);
    const whats = [
      ...[...parts].filter((part) => !known.has(part)).map((part) => `${part} is no part of a broker`),
      ...[...all]
        .filter((part) => part !== "capabilities" && !parts.has(part) && !absences.has(part))
        .map((part) => `${part} is missing`),
      ...[...absences]
        .filter((part) => parts.has(part))
        .map((part) => `${part} is there, but said to be absent`),
    ];
    return whats.map((what) => ({ path: `src/brokers/${broker}`, line: 1, what }));
  });
}

/** Brokers that the table of all brokers leaves out. */
function unlisted({ files }: Tree): readonly Trouble[] {
  const path = "src/brokers/all.ts";
  const table = files.get(path) ?? "";
  return brokerNames(files)
    .filter((broker) => !table.includes(`"./${broker}/`))
    .map((broker) => ({ path, line: 1, what: `${broker} is not imported` }));
}

/** Rooms and passes that architecture.json does not name: no rule would watch them. */
function unruled({ files, architecture }: Tree): readonly Trouble[] {
  const rooms = Object.keys(architecture.mayImport);
  const passes = architecture.passes.map((pass) => `src/compiler/${pass}`);
  const named = new Set<string>();
  return [...files.keys()].flatMap((path) => {
    if (!inSource(path) || !path.endsWith(".ts")) return [];
    const [pass] = /^src\/compiler\/[^/]+\//.exec(path) ?? [];
    const isRuled = within(path, rooms) && (pass === undefined || within(path, passes));
    const room = path
      .split("/")
      .slice(0, pass === undefined ? 2 : 3)
      .join("/");
    if (isRuled || named.has(room)) return [];
    named.add(room);
    return [{ path, line: 1, what: `${room} is not in architecture.json` }];
  });
}

export const shapeRules: readonly TidyRule[] = [
  nodeRule("no-any", "Name the type, or take unknown and look.", isCode, (node) =>
    node.kind === ts.SyntaxKind.AnyKeyword ? "any" : undefined,
  ),
  nodeRule(
    "no-unexplained-cast",
    "Narrow instead, or say on the line above why it is true.",
    inSource,
    castIn,
  ),
  nodeRule(
    "no-default-export",
    "Export by name.",
    (path) => isCode(path) && !path.includes(".config."),
    defaultExport,
  ),
  lineRule(
    "no-silenced-check",
    "Repair what the check found.",
    (path) => isCode(path) && path !== "tools/tidy/shape.ts",
    (line) => silencers.exec(line)?.[0],
  ),
  lineRule(
    "nothing-unfinished",
    "Finish it, or open an issue.",
    () => true,
    (line) => unfinished.exec(line)?.[0],
  ),
  lineRule(
    "no-focused-test",
    "Run every test, always.",
    (path) => /^test\/.*\.ts$/.test(path),
    (line) => focused.exec(line)?.[0],
  ),
  {
    id: "file-name",
    advice: "Name the file, in kebab-case, for the noun it exports or the verb it does.",
    check: ({ files }) =>
      [...files.keys()].flatMap((path) => {
        const what = isCode(path) ? nameTrouble(path) : undefined;
        return what === undefined ? [] : [{ path, line: 1, what }];
      }),
  },
  {
    id: "broker-shape",
    advice: "Add the part, or say in capabilities.ts why it is absent.",
    check: brokerShape,
  },
  { id: "broker-listed", advice: "Import it, so that core receives it.", check: unlisted },
  { id: "ruled", advice: "Say in architecture.json what it may import.", check: unruled },
];
