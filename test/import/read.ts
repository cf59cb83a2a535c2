/** Reading services that a test writes down, without files. */
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import type { FoundSource } from "../../src/cli/import/source-files.ts";
import { draftsOfSource } from "../../src/cli/import/source.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import { writeDraft, type Written } from "../../src/drafts/write.ts";

type Files = Readonly<Record<string, string>>;

/** The draft of services as `import source` writes it. */
export function draftOf(files: Files): Written {
  return writeDraft(
    draftsOfSource(found(files), "src"),
    { topology: "services", path: "draft.waybill" },
    ANALYSIS_BROKERS,
  );
}

/** What `check` says of a draft: codes of findings. */
export function codesOfCheck(text: string | undefined): readonly string[] {
  const { findings } = checkSources(
    [{ path: "draft.waybill", text: text ?? "" }],
    ANALYSIS_BROKERS,
    "2026-01-01",
  );
  return findings.map(({ code }) => code);
}

/** The line of a draft that begins so, without its indentation. */
export function lineOf(text: string | undefined, begins: string): string {
  const line = (text ?? "").split("\n").find((each) => each.trim().startsWith(begins));
  return line?.trim() ?? `no line begins with ${begins}`;
}

function found(files: Files): FoundSource {
  const names = Object.keys(files).filter((path) => path.endsWith("package.json"));
  const packages = names.map((path) => {
    // A package.json of a test is one.
    const { name } = JSON.parse(files[path] ?? "{}") as { name?: string };
    const folder = `/repo${path === "package.json" ? "" : `/${path.replace("/package.json", "")}`}`;
    return name === undefined ? { folder } : { folder, name };
  });
  const sources = Object.entries(files)
    .filter(([path]) => !path.endsWith("package.json"))
    .map(([path, text]) => ({ path, at: `/repo/${path}`, text }));
  return { files: sources, packages, passedOver: [] };
}
