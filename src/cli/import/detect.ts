/** Which kinds of sources somebody names without saying it: `init --from SOURCE`. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ANSWERS_MARK } from "../../brokers/kafka/import/cluster-answers.ts";
import { UsageError } from "../output.ts";
import type { ImportKind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import type { Operand } from "./operands.ts";
import { findSource } from "./source-files.ts";
import { findTexts } from "./text-files.ts";

/** What a text is of, by its beginning or by words that nothing else has. */
const SIGNS: readonly (readonly [kind: string, sign: (text: string) => boolean])[] = [
  ["asyncapi", (text) => /(?:^|[{,])\s*["']?asyncapi["']?\s*:/m.test(text)],
  ["strimzi", (text) => text.includes("kafka.strimzi.io/")],
  ["kafka", (text) => text.includes(`"${ANSWERS_MARK}"`)],
  [
    "rabbitmq-definitions",
    (text) =>
      /^\s*\{/.test(text) && /"rabbit(?:mq)?_version"/.test(text) && /"(?:queues|exchanges)"/.test(text),
  ],
];

/** What tests feed their subject is no system. */
const TESTS = /(?:^|\/)(?:tests?|__tests__|fixtures|e2e)\//;

const CODE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;

/** The operands that `source`, a file or a folder, stands for. Throws UsageError. */
export function detected(source: string, cwd: string): readonly Operand[] {
  const at = resolve(cwd, source);
  if (/^kafka:\/\//i.test(source)) return [{ kind: kindNamed("kafka"), sources: [source] }];
  const prefixed = KINDS.find(({ kind }) => source.startsWith(`${kind}:`));
  if (prefixed !== undefined) return [{ kind: prefixed, sources: [source.slice(prefixed.kind.length + 1)] }];
  if (/^https?:\/\//i.test(source)) return [{ kind: kindNamed("rabbitmq"), sources: [source] }];
  if (!existsSync(at))
    throw new UsageError(
      `there is no file or folder ${source.slice(0, 200)}${/^[\w.-]+:\d+$/.test(source) ? `; a running Kafka is kafka://${source}` : ""}`,
    );
  if (!statSync(at).isDirectory()) return [{ kind: kindOfFile(source, cwd), sources: [source] }];
  const texts = new Map<string, string[]>();
  for (const { path, text } of findTexts([source], cwd, (each) => kindOf(each) !== undefined)) {
    const kind = kindOf(text);
    if (kind !== undefined && !TESTS.test(path)) texts.set(kind, [...(texts.get(kind) ?? []), path]);
  }
  const operands = [...texts].map(([kind, sources]): Operand => ({ kind: kindNamed(kind), sources }));
  if (findSource([source], cwd).files.length > 0)
    operands.push({ kind: kindNamed("source"), sources: [source] });
  if (operands.length > 0) return operands;
  throw new UsageError(
    `nothing in ${source.slice(0, 200)} is of a kind that can be imported: waybill import --help`,
  );
}

function kindOf(text: string): string | undefined {
  return SIGNS.find(([, sign]) => sign(text))?.[0];
}

function kindOfFile(source: string, cwd: string): ImportKind {
  if (CODE.test(source)) return kindNamed("source");
  const [file] = findTexts([source], cwd, () => true);
  const kind = kindOf(file?.text ?? "");
  if (kind !== undefined) return kindNamed(kind);
  throw new UsageError(
    `what ${source.slice(0, 200)} is cannot be told: say it, as in --from asyncapi:${source.slice(0, 200)}`,
  );
}

function kindNamed(kind: string): ImportKind {
  const found = KINDS.find((each) => each.kind === kind);
  if (found === undefined) throw new UsageError(`import ${kind} is not known`);
  return found;
}
