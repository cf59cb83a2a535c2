/** Which line of the user's code a stack names. */

/** A line of the user's code. */
export interface Site {
  /** `src/notifier.ts:12:5`, from the working folder. */
  readonly where: string;
  /** The same as a frame of a stack, so that a test runner shows the code: `at handler (/shop/src/notifier.ts:12:5)`. */
  readonly frame: string;
}

interface Frame {
  readonly line: string;
  readonly path: string;
  readonly at: string;
}

/** `at name (place:12:5)`, or `at place:12:5`. */
const framed = /^\s*at (?:async )?(?:.*? \((.*)\)|(.*))$/;
const placed = /^(?:file:\/\/)?(.+):(\d+):(\d+)$/;

function frameOf(line: string): Frame | undefined {
  const [, inBrackets, bare] = framed.exec(line) ?? [];
  const match = placed.exec(inBrackets ?? bare ?? "");
  if (match === null) return undefined;
  const [, place = "", row = "", column = ""] = match;
  return { line: line.trim(), path: place.replace(/\?.*$/, ""), at: `${row}:${column}` };
}

/** The folder of this package's code: around this file here, around the chunks where it is built; none where it was bundled again. */
const [, ownFolder = "\0"] =
  /^(?:file:\/\/)?(.*\/)(?:harness\/driver|chunks|api)\/[^/]+$/.exec(import.meta.url) ?? [];

const isLoader = (path: string): boolean =>
  path.startsWith("node:internal/modules/") || /\/(?:vite|vite-node)\/dist\/.*module-runner/.test(path);

function isUsers(path: string): boolean {
  if (path.startsWith("node:") || path.includes("/node_modules/") || path.startsWith(ownFolder)) return false;
  return path !== "native" && path !== "<anonymous>";
}

const isOthers = (path: string): boolean =>
  path.includes("/node_modules/") &&
  !path.startsWith(ownFolder) &&
  !/\/node_modules\/(?:@vitest|vitest|vite|tinypool)\//.test(path);

function siteOf(frame: Frame): Site {
  const home = `${process.cwd()}/`;
  const path = frame.path.startsWith(home) ? frame.path.slice(home.length) : frame.path;
  return { where: `${path}:${frame.at}`, frame: frame.line };
}

function framesOf(stack: string): readonly Frame[] {
  return stack.split("\n").flatMap((line) => frameOf(line) ?? []);
}

/** Generated code of clients lies in the user's project and is not what he wrote: a line of it counts where there is no other. */
const isGenerated = (path: string): boolean => /\/runtime\/[^/]+\.[cm]?[jt]s$/.test(path);

/** The first frame that is the user's, of his own code if there is one; if none, the first of a package that is neither ours nor the test runner's. */
export function siteIn(stack: string): Site | undefined {
  const frames = framesOf(stack);
  const users = frames.filter(({ path }) => isUsers(path));
  const frame =
    users.find(({ path }) => !isGenerated(path)) ?? users[0] ?? frames.find(({ path }) => isOthers(path));
  return frame === undefined ? undefined : siteOf(frame);
}

/** Whether somewhere in the stack is a line that the user wrote himself. */
export function isWritten(stack: string): boolean {
  return framesOf(stack).some(({ path }) => isUsers(path) && !isGenerated(path));
}

/** Whether a loader of modules made what the stack shows: it stands above every line of the user's. */
export function isLoading(stack: string): boolean {
  const first = framesOf(stack).find(({ path }) => isLoader(path) || isUsers(path));
  return first !== undefined && isLoader(first.path);
}

/** Whether Node armed the timer of this stack for itself: what it is for makes a resource of its own. */
export function isNodesOwnTimer(stack: string): boolean {
  const first = framesOf(stack).find(
    ({ path }) => !/^node:internal\/(?:async_hooks|timers)$/.test(path) && !path.startsWith(ownFolder),
  );
  return /^node:(?!timers|internal\/abort_controller)/.test(first?.path ?? "");
}

/** A stack that is turned into text only when somebody reads it: taking costs about 3 µs, reading 15. */
export function takeStack(): { readonly stack?: string } {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  Error.captureStackTrace(holder, takeStack);
  Error.stackTraceLimit = limit;
  return holder;
}

/** The user's line that is being run. */
export function siteHere(): Site | undefined {
  return siteIn(takeStack().stack ?? "");
}
