/** Stories that a test of code runs first, runs alone, or keeps. */
import { keepStory, keptTokens } from "../harness/kept/stories-file.ts";
import { wishes } from "../harness/kept/wishes.ts";
import type { SuiteParts } from "../harness/suite.ts";
import type { Topology } from "../model/topology.ts";
import { STORIES_FILE } from "../verify/kept-line.ts";
import { readStoryToken } from "../verify/story-token.ts";
import { shown } from "./argument.ts";
import { refuse } from "./waybill-error.ts";

/** Where stories come from and go to, as a caller says it. */
interface GivenStories {
  readonly stories?: readonly string[];
  readonly replay?: string;
  readonly keepStories?: boolean;
  readonly storiesFile?: string;
  readonly report?: string | false;
}

const REPORTS = ".waybill/reports";

/** Where pages of stories go; none are written where that was refused. */
export function pagesFor({ report }: GivenStories, topology: Topology): Pick<SuiteParts, "page"> {
  if (report !== undefined && report !== false && (typeof report !== "string" || report === ""))
    refuse(`\`report\` of testGuarantees is a folder, or false, not ${shown(report)}`);
  if (report === false || wishes().wantsNoReport) return {};
  return {
    page: async (about) => {
      const { pageOfCode } = await import("./page-of-code.ts");
      return pageOfCode(topology, about, report ?? REPORTS);
    },
  };
}

export function storiesFor(
  given: GivenStories,
  topology: string,
): Pick<SuiteParts, "stories" | "replay" | "keep"> {
  const { storiesFile = STORIES_FILE } = given;
  const wished = wishes();
  if (typeof storiesFile !== "string" || storiesFile === "")
    refuse(`\`storiesFile\` of testGuarantees is a path, not ${shown(storiesFile)}`);
  const { keepStories = wished.keepsStories } = given;
  const token = wished.replay ?? given.replay;
  return {
    stories: [...tokensIn(given.stories), ...keptTokens(storiesFile, topology, refuse)],
    ...(token === undefined ? {} : { replay: storyIn(token) }),
    ...(keepStories ? { keep: (story) => keepStory(storiesFile, { topology, ...story }, refuse) } : {}),
  };
}

function storyIn(token: unknown): NonNullable<SuiteParts["replay"]> {
  if (typeof token !== "string") refuse(`\`replay\` of testGuarantees is a token, not ${shown(token)}`);
  const read = readStoryToken(token);
  return read.ok ? read.story : refuse(`this token cannot be replayed: ${read.why}`);
}

function tokensIn(given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) refuse(`\`stories\` of testGuarantees is a list of tokens, not ${shown(given)}`);
  return given.map((token: unknown) =>
    typeof token === "string" ? token : refuse(`a story of testGuarantees is a token, not ${shown(token)}`),
  );
}
