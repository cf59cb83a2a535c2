/** `import kafka HOST:PORT|FILE`: a running Kafka, or what it answered before. */
import { ANSWERS_MARK, answersOf } from "../../brokers/kafka/import/cluster-answers.ts";
import { draftOfCluster } from "../../brokers/kafka/import/cluster.ts";
import { readPlain } from "../../compiler/syntax/plain.ts";
import type { Draft } from "../../drafts/draft.ts";
import { emptyDraft } from "../../drafts/draft.ts";
import { importing } from "../../drafts/import.diagnostics.ts";
import { plain } from "../../drafts/quote.ts";
import type { Value } from "../../model/value.ts";
import { readText, writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { UsageError } from "../output.ts";
import type { ImportCall } from "./kind.ts";

const HOST = /^(?:\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$/;

/** Drafts of each cluster. Throws UsageError. */
export async function importKafka(sources: readonly string[], call: ImportCall): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const source of sources) {
    const bootstrap = bootstrapOf(source);
    drafts.push(bootstrap === undefined ? draftOfFile(source, call) : await draftOfRunning(bootstrap, call));
  }
  return drafts;
}

/** `kafka://one:9092,two:9092`, `one:9092`; undefined for a path. Throws UsageError. */
function bootstrapOf(source: string): readonly string[] | undefined {
  const bare = source.replace(/^kafka:\/\//i, "");
  const hosts = bare.replace(/\/$/, "").split(",");
  if (hosts.every((host) => HOST.test(host))) return hosts;
  if (bare === source) return undefined;
  throw new UsageError(
    bare.includes("@")
      ? "an address of Kafka holds no user: set WAYBILL_KAFKA_USER and WAYBILL_KAFKA_PASSWORD"
      : "the address is none: kafka://HOST:PORT, several with commas between",
  );
}

async function draftOfRunning(bootstrap: readonly string[], { cwd, save }: ImportCall): Promise<Draft> {
  const [{ kafkaLibrary }, { kafkaLogin }, { askKafka }] = await Promise.all([
    import("./kafka-library.ts"),
    import("./kafka-login.ts"),
    import("./kafka-asking.ts"),
  ]);
  const value = await askKafka(kafkaLibrary(cwd), bootstrap, kafkaLogin(cwd));
  if (save !== undefined) writeWhole(save, `${JSON.stringify(value, undefined, 2)}\n`, cwd);
  return draftOfValue(value, bootstrap.join(","));
}

function draftOfFile(path: string, { cwd }: ImportCall): Draft {
  const name = displayPath(path, cwd);
  const { value } = readPlain({ path: name, text: readText(path, cwd) });
  return draftOfValue(value, name);
}

function draftOfValue(value: Value | undefined, source: string): Draft {
  const answers = answersOf(value);
  if (answers !== undefined) return draftOfCluster(answers, plain(source));
  const at = { file: source, start: 0, end: 0 };
  const reason = `it is not what \`import kafka HOST:PORT --save FILE\` wrote (JSON with ${ANSWERS_MARK})`;
  return { ...emptyDraft(source), findings: [importing.report.unread(at, { file: plain(source), reason })] };
}
