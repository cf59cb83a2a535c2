/** Names for people of Node's asynchronous resources, and what of them may be in user code. */

export interface ResourceRule {
  readonly matches: RegExp;
  /** What user code did: `a file operation`. */
  readonly what: string;
  /** What to do instead. */
  readonly advice: string;
  /** Its types come from synchronous functions too, so that it is no proof. */
  readonly isExplanation?: true;
  readonly isTimer?: true;
  /** Refused in the warm-up as well: it leaves the machine, or is no part of loading code. */
  readonly isOutside?: true;
}

const callAdvice = 'put it behind world.call("NAME", …), which may answer, fail, or act and lose its answer';

/** In order: the first that matches counts. `Timeout` and `Immediate` arise only where a real function was kept. */
const rules: readonly ResourceRule[] = [
  {
    matches: /^(?:Timeout|Immediate)$/,
    what: "a real timer",
    isTimer: true,
    advice:
      "the function was taken before the harness could replace it: take it inside the handler, or load waybill/setup as a setup file",
  },
  {
    matches: /^(?:TCP|TLSWRAP|PIPECONNECTWRAP)/,
    what: "a network connection",
    advice: callAdvice,
    isOutside: true,
  },
  { matches: /^UDP/, what: "a UDP socket", advice: callAdvice, isOutside: true },
  {
    matches: /^(?:GETADDRINFO|GETNAMEINFO|QUERYWRAP)/,
    what: "a DNS look-up",
    advice: callAdvice,
    isOutside: true,
  },
  { matches: /^HTTP/, what: "an HTTP request", advice: callAdvice, isOutside: true },
  { matches: /^PROCESSWRAP$/, what: "a child process", advice: callAdvice, isOutside: true },
  {
    matches: /^FSREQ/,
    what: "an asynchronous file operation",
    advice: `use its Sync form, or ${callAdvice}`,
  },
  { matches: /^(?:FSEVENTWRAP|STATWATCHER)$/, what: "a watched file", advice: callAdvice },
  { matches: /^WORKER$/, what: "a worker thread", advice: callAdvice },
  { matches: /^MESSAGEPORT$/, what: "a message port", advice: callAdvice },
  { matches: /^ZLIB$/, what: "asynchronous compression", advice: "use its Sync form" },
  { matches: /^HASHREQUEST$/, what: "crypto.subtle", advice: "use the synchronous functions of node:crypto" },
  {
    matches: /REQUEST$/,
    what: "an asynchronous function of node:crypto",
    advice: "use its Sync form",
    isExplanation: true,
  },
];

const known = new Map<string, ResourceRule | undefined>();

/** The rule for resources of this type, if they matter. */
export function ruleOf(type: string): ResourceRule | undefined {
  if (!known.has(type))
    known.set(
      type,
      rules.find(({ matches }) => matches.test(type)),
    );
  return known.get(type);
}

/** `fetch` is many sockets and look-ups: who called says more than the resource does. */
export function whatIn(rule: ResourceRule, stack: string): string {
  return stack.includes("node:internal/deps/undici") ? "fetch" : rule.what;
}
