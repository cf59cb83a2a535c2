/** `import asyncapi FILE…`: documents of AsyncAPI 2 and 3, in YAML or JSON. */
import { dirname, relative, resolve, sep } from "node:path";
import { KAFKA_ASYNCAPI } from "../../brokers/kafka/import/asyncapi.ts";
import { RABBITMQ_ASYNCAPI } from "../../brokers/rabbitmq/import/asyncapi.ts";
import { SchemaFiles } from "../../compiler/resolve/schema/files.ts";
import { draftAsyncApi } from "../../drafts/asyncapi/import.ts";
import type { Draft } from "../../drafts/draft.ts";
import { withNamed } from "../load.ts";
import { namedSource } from "../workspace.ts";
import type { ImportCall } from "./kind.ts";
import { findTexts } from "./text-files.ts";

const BROKERS = [KAFKA_ASYNCAPI, RABBITMQ_ASYNCAPI];

/** Drafts of all the documents. Throws UsageError. */
export function importAsyncApi(paths: readonly string[], call: ImportCall): readonly Draft[] {
  const { cwd, service } = call;
  const documents = findTexts(paths, cwd, (text) => /(?:^|[{,])\s*["']?asyncapi["']?\s*:/m.test(text));
  const reads = withNamed(documents, {
    file: (path, by) => namedSource(path, by, cwd),
    module: () => [],
  });
  const files = new SchemaFiles(reads);
  const options = {
    brokers: BROKERS,
    pathFrom: pathsFrom(call),
    ...(service === undefined ? {} : { service }),
  };
  const drafts = documents.flatMap(({ path }) => draftAsyncApi(path, files, options));
  return drafts.map((draft, i) => (i === 0 ? { ...draft, reads } : draft));
}

/** The paths by which the draft names files; where one lies is looked up once. */
function pathsFrom({ cwd, beside }: ImportCall): (file: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (file) => {
    if (!known.has(file)) {
      const { refused } = namedSource(file, beside, cwd);
      known.set(file, refused === undefined ? pathBeside(beside, file, cwd) : undefined);
    }
    return known.get(file);
  };
}

/** Of `file`, relative to the folder of `beside`. */
function pathBeside(beside: string, file: string, cwd: string): string {
  return relative(dirname(resolve(cwd, beside)), resolve(cwd, file))
    .split(sep)
    .join("/");
}
