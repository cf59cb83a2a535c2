/** Times of the rounds of one thing, each with how much it did. */
export interface Subject {
  readonly name: string;
  /** What is counted, e.g. `events`. */
  readonly unit: string;
  /** What it should reach a second; nothing where it is only measured. */
  readonly aim?: number;
  /** Does one round; answers how much it did. */
  readonly round: () => number;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly aim: number | undefined;
  /** Of the subject and of the baseline beside it, a second of processor time: medians over the rounds. */
  readonly perSecond: number;
  readonly base: number;
}

/** Milliseconds of processor time in which a subject is run first, so that it is compiled, and then measured; rounds at least. */
const WARM_MS = 1_200;
const MEASURED_MS = 1_200;
const ROUNDS_MIN = 2;

/** Processor time and not the clock, so that what else the machine does counts less. */
function busyMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

function rateOf({ round }: Pick<Subject, "round">): number {
  const begin = process.cpuUsage();
  const done = round();
  return (done * 1_000) / busyMs(begin);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Measures `subject`, each round with one of `baseline` beside it. */
export function measure(subject: Subject, baseline: Subject): Measured {
  const until = (ms: number, least: number): { readonly own: number[]; readonly base: number[] } => {
    const [own, base]: [number[], number[]] = [[], []];
    for (const begin = process.cpuUsage(); own.length < least || busyMs(begin) < ms; ) {
      base.push(rateOf(baseline));
      own.push(rateOf(subject));
    }
    return { own, base };
  };
  until(WARM_MS, 1);
  const { own, base } = until(MEASURED_MS, ROUNDS_MIN);
  const { name, unit, aim } = subject;
  return { name, unit, aim, perSecond: median(own), base: median(base) };
}

/** `1.23 M`, `456 k`. */
function short(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(0)} k`;
}

const HEAD = ["what", "a second of processor time", "of the bare loop", "aim"];
const WIDTHS = [64, 28, 18, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
    .join("")
    .trimEnd();
}

export function head(): string {
  return row(HEAD);
}

/** One line, with the ratio of its rate to that of the baseline. */
export function line({ name, unit, aim, perSecond, base }: Measured): string {
  const reached = aim === undefined ? "" : `${perSecond >= aim ? "reached" : "missed"} (${short(aim)})`;
  return row([name, `${short(perSecond)} ${unit}`, `1 : ${(base / perSecond).toFixed(1)}`, reached]);
}
