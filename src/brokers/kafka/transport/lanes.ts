/** Who may run next: jobs of one lane one after the other, jobs of different lanes at once, as many as there are slots. */

interface Lane<J> {
  readonly key: string | undefined;
  readonly jobs: J[];
  /** The first job waits for its next try; calling this ends the wait. */
  cancel?: () => void;
  running: boolean;
}

export class Lanes<J> {
  readonly #slots: number;
  /** Answers undefined when the job is over, else after how many ms it is to be tried again. */
  readonly #run: (job: J) => Promise<number | undefined>;
  readonly #lanes = new Set<Lane<J>>();
  readonly #named = new Map<string, Lane<J>>();
  #ready: Lane<J>[] = [];
  #running = 0;

  constructor(slots: number, run: (job: J) => Promise<number | undefined>) {
    this.#slots = slots;
    this.#run = run;
  }

  /** `key` undefined: a lane of its own. Runs nothing before {@link pump}. */
  add(key: string | undefined, job: J): void {
    const known = key === undefined ? undefined : this.#named.get(key);
    if (known !== undefined) {
      known.jobs.push(job);
      return;
    }
    const lane: Lane<J> = { key, jobs: [job], running: false };
    this.#lanes.add(lane);
    if (key !== undefined) this.#named.set(key, lane);
    this.#ready.push(lane);
  }

  pump(): void {
    while (this.#running < this.#slots) {
      const lane = this.#ready.shift();
      if (lane === undefined) return;
      this.#start(lane);
    }
  }

  /** How many match, those that run included. */
  count(matches: (job: J) => boolean): number {
    let count = 0;
    for (const { jobs } of this.#lanes) for (const job of jobs) if (matches(job)) count += 1;
    return count;
  }

  /** Takes out what matches and does not run. */
  drop(matches: (job: J) => boolean): void {
    for (const lane of this.#lanes) {
      const kept = lane.jobs.filter((job, i) => (i === 0 && lane.running) || !matches(job));
      const first = lane.jobs[0];
      lane.jobs.splice(0, lane.jobs.length, ...kept);
      if (lane.cancel !== undefined && kept[0] !== first) {
        lane.cancel();
        if (kept.length > 0) this.#ready.push(lane);
      }
      if (kept.length === 0) this.#close(lane);
    }
    this.#ready = this.#ready.filter(({ jobs }) => jobs.length > 0);
  }

  #start(lane: Lane<J>): void {
    const job = lane.jobs[0];
    if (job === undefined) return this.#close(lane);
    this.#running += 1;
    lane.running = true;
    void this.#run(job).then((afterMs) => {
      this.#running -= 1;
      lane.running = false;
      if (afterMs === undefined) this.#next(lane);
      else this.#rest(lane, afterMs);
      this.pump();
    });
  }

  #next(lane: Lane<J>): void {
    lane.jobs.shift();
    if (lane.jobs.length > 0) this.#ready.push(lane);
    else this.#close(lane);
  }

  /** The lane waits and holds no slot meanwhile. */
  #rest(lane: Lane<J>, afterMs: number): void {
    const timer = setTimeout(() => {
      delete lane.cancel;
      this.#ready.unshift(lane);
      this.pump();
    }, afterMs);
    lane.cancel = () => {
      clearTimeout(timer);
      delete lane.cancel;
    };
  }

  #close(lane: Lane<J>): void {
    this.#lanes.delete(lane);
    if (lane.key !== undefined) this.#named.delete(lane.key);
  }
}
