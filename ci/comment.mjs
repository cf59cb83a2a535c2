/**
 * `node ci/comment.mjs FILE`: one comment of Waybill on the pull request, written anew each time, so that a conversation
 * holds the newest state and nothing else. Reads what a workflow of GitHub sets: GITHUB_API_URL, GITHUB_REPOSITORY,
 * GITHUB_EVENT_PATH, and the token in WAYBILL_TOKEN.
 */
import { readFileSync } from "node:fs";

/** By this the comment is found again. */
const MARK = "<!-- waybill -->";
/** GitHub takes 65,536 characters. */
const CHARACTERS_MAX = 65_000;
const PAGES_MAX = 20;
const PER_PAGE = 100;

const {
  GITHUB_API_URL = "https://api.github.com",
  GITHUB_REPOSITORY,
  GITHUB_EVENT_PATH,
  WAYBILL_TOKEN,
} = process.env;

function bodyOf(markdown) {
  const whole = `${MARK}\n## Waybill\n\n${markdown}`;
  if (whole.length <= CHARACTERS_MAX) return whole;
  const lines = whole.slice(0, CHARACTERS_MAX).split("\n").slice(0, -1).join("\n");
  const isOpen = lines.lastIndexOf("<details>") > lines.lastIndexOf("</details>");
  return `${lines}\n${isOpen ? "\n</details>\n" : ""}\n… and more: run \`waybill diff\` and \`waybill check\`.`;
}

async function call(path, method, body) {
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${WAYBILL_TOKEN}`,
      "content-type": "application/json",
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  const hint = response.status === 403 ? ": the workflow needs `permissions: { pull-requests: write }`" : "";
  throw new Error(`${method} ${path}: ${response.status}${hint}`);
}

async function oldComment(number) {
  for (let page = 1; page <= PAGES_MAX; page++) {
    const found = await call(`/issues/${number}/comments?per_page=${PER_PAGE}&page=${page}`, "GET");
    const own = found.find(({ body }) => body?.startsWith(MARK));
    if (own !== undefined || found.length < PER_PAGE) return own;
  }
  return undefined;
}

async function main([file]) {
  const { pull_request: pullRequest } = JSON.parse(readFileSync(GITHUB_EVENT_PATH ?? "", "utf8"));
  if (pullRequest === undefined) return;
  if (!WAYBILL_TOKEN) throw new Error("there is no token: the input `token` is empty");
  const body = bodyOf(readFileSync(file, "utf8"));
  const old = await oldComment(pullRequest.number);
  if (old?.body === body) return;
  if (old === undefined) await call(`/issues/${pullRequest.number}/comments`, "POST", { body });
  else await call(`/issues/comments/${old.id}`, "PATCH", { body });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // A fork's token may not write; that says nothing about the change, so it does not fail the step.
  const text = String(error instanceof Error ? error.message : error).replaceAll(/[\r\n]+/g, " ");
  console.log(`::warning title=Waybill::the comment was not written: ${text.slice(0, 300)}`);
}
