/** The steps of a script as moves of its flow's model. */
import type { State } from "../base/layout.ts";
import { endpointId } from "../model/flow.ts";
import type { FaultKind } from "../model/guarantee.ts";
import { type Condition, instancesOf, type ScriptStep } from "../model/script.ts";
import type { Context, MoveCode } from "../runtime/model.ts";
import { type ScriptBoard, Unplayable, word } from "./script-board.ts";
import type { Traffic } from "./script-play.ts";

/** A context in which some choices are made already. */
export interface StepContext extends Context {
  /** From now on the choices at these sites, by name, are these. */
  fix(choices: Readonly<Record<string, number>>): void;
}

/** A step as the search takes it. */
export interface PlannedStep {
  /** Already fulfilled: the next step's turn, without any move. */
  readonly fulfilled?: (s: State) => boolean;
  /** The step's own act can be done now; absent = always. */
  readonly ready?: (s: State) => boolean;
  /** The step's own act. */
  readonly act?: (s: State, ctx: StepContext) => void;
  /** The step's own act is to take all of these moves, one after the other. */
  readonly takes?: (code: MoveCode) => boolean;
  /** While the step lasts these handlers may act. */
  readonly lets?: (s: State, i: number, m: number) => boolean;
  /** The step ends where nothing prompt is left and this holds. */
  readonly rests?: (s: State) => boolean;
}

type FaultStep = Extract<ScriptStep, { readonly fault: FaultKind }>;

export class StepPlanner {
  readonly #board: ScriptBoard;

  constructor(board: ScriptBoard) {
    this.#board = board;
  }

  /** The script's steps for this flow; one of a clock becomes several. */
  planned(): readonly PlannedStep[] {
    return this.#board.slice.steps.flatMap((step, k) => {
      const ms = step.do === "await" ? this.#clockMs(step.until) : undefined;
      return ms === undefined ? [this.#planned(step, k)] : this.#waited(ms);
    });
  }

  #planned(step: ScriptStep, at: number): PlannedStep {
    switch (step.do) {
      case "send":
        return this.#send(step.message);
      case "start":
        if (this.#board.slice.asides.includes(step.instance)) return { fulfilled: () => true };
        return { act: this.#operation(`${this.#lane(step.instance)} starts`, this.#index(step.instance)) };
      case "stop":
        throw new Unplayable("an instance that stops in good order");
      case "take":
        return { fulfilled: this.#taken(step.instance, step.deliveries) };
      case "run":
        return this.#run(step);
      case "fail":
        return this.#fail(this.#index(step.instance), step.delivery);
      case "rest":
        return {
          lets: (s, i) => this.#board.model.instanceUp(s, i),
          rests: (s) => this.#board.scene.atRest(s),
        };
      case "strike":
        return this.#strike(step);
      case "heal":
        return this.#heal(step);
      case "hold":
      case "release":
        return this.#hold(step.link, step.traffic, step.do === "hold");
      case "await":
        return { fulfilled: this.#met(step.until, at) };
    }
  }

  /** A clock of the script: time passes, with whatever is due in it. */
  #waited(ms: number): readonly PlannedStep[] {
    return [
      { act: (s) => this.#board.clock.arm(s, ms) },
      { fulfilled: (s) => !this.#board.clock.armed(s) },
      { act: (s, ctx) => this.#board.scene.elapsed?.(s, ctx, ms) },
    ];
  }

  #clockMs(until: Condition): number | undefined {
    const { hop, asides } = this.#board.slice;
    const of = "of" in until ? until.of : "in" in until ? until.in : undefined;
    if (of === undefined || hop.channels.some(({ kind, name }) => kind === of.kind && name === of.name))
      return undefined;
    if (asides.some((name) => this.#readsFrom(name, of.name))) return undefined;
    return this.#board.broker.clockMs?.(hop.topology, until);
  }

  #readsFrom(instance: string, channel: string): boolean {
    return instancesOf(this.#board.slice.script.topology).get(instance)?.consumer.from.name === channel;
  }

  #met(until: Condition, at: number): (s: State) => boolean {
    if (until.kind === "settled")
      return (s) => this.#board.observer.isSettled(s, this.#intent(until.message));
    if (until.kind === "called")
      return (s) => this.#board.observer.calls(s, this.#intent(until.message)) >= until.times;
    if (
      until.kind === "waiting" &&
      !this.#board.slice.hop.channels.some(({ name }) => name === until.in.name)
    )
      return (s) => this.#board.observer.letters(s) === until.count;
    return word(this.#board.scene.met(until), `step ${at + 1} of its steps awaits ${until.kind}`);
  }

  #taken(instance: string, deliveries: number): (s: State) => boolean {
    if (this.#board.slice.asides.includes(instance))
      return (s) => this.#board.observer.letters(s) >= deliveries;
    // Whose deliveries come first is not told here: what the script waits for may belong to another producer.
    if (this.#board.slice.shared) return () => true;
    return (s) => this.#board.observer.begun(s, this.#index(instance)) >= deliveries;
  }

  #send(message: string): PlannedStep {
    const call = this.#code(
      `${endpointId(this.#board.slice.hop.producer)} sends m${this.#intent(message) + 1}`,
      this.#intent(message),
    );
    return { takes: (code) => code === call };
  }

  #run(step: Extract<ScriptStep, { do: "run" }>): PlannedStep {
    if (this.#board.slice.shared) throw new Unplayable("a numbered delivery of several producers");
    const i = this.#index(step.instance);
    const { steps } = this.#board.slice.hop.consumer;
    const groups = steps === "unknown" ? [] : steps;
    const through = groups.findIndex((group) => group.some(({ kind }) => kind === step.through));
    const target = through < 0 ? groups.length + 1 : through + 1;
    const begun = (s: State): boolean => this.#board.observer.begun(s, i) >= step.delivery;
    const left = (s: State): boolean => {
      const done = this.#board.model.groupsDone(s, i, this.#board.observer.intentOf(s, i, step.delivery));
      return done >= 0 && done < target;
    };
    return {
      fulfilled: (s) => begun(s) && !left(s),
      lets: (s, instance, m) =>
        instance === i && begun(s) && m === this.#board.observer.intentOf(s, i, step.delivery) && left(s),
    };
  }

  #fail(i: number, delivery: number): PlannedStep {
    return {
      ready: (s) => this.#board.observer.begun(s, i) >= delivery,
      act: (s, ctx) => {
        this.#board.observer.throwing(s, true);
        this.#board.model.throws(s, ctx, i, this.#board.observer.intentOf(s, i, delivery));
        this.#board.observer.throwing(s, false);
      },
    };
  }

  #strike(step: FaultStep): PlannedStep {
    const { fault, at } = step;
    const instance = at.role === "client" ? this.#board.slice.instances.indexOf(at.name) : -1;
    const own = this.#board.scene.strike(fault, at);
    if (instance >= 0 && own === undefined) return this.#strikeInstance(fault, instance);
    const strike = word(own, `${fault} at ${JSON.stringify(at)}`);
    const cuts = (s: State, ctx: Context): void => {
      if (fault !== "cut" || at.role !== "client") return;
      this.#board.dropHolds(s, at.name);
      this.#board.scene.linkChanged(s, ctx);
    };
    if ("act" in strike) {
      return {
        act: (s, ctx) => {
          strike.act(s, ctx);
          cuts(s, ctx);
        },
      };
    }
    const { atom, picks } = strike;
    return {
      ready: this.#strikable(atom),
      act: (s, ctx) => {
        ctx.fix(picks?.(s) ?? {});
        this.atom(atom)(s, ctx);
        cuts(s, ctx);
      },
    };
  }

  /** What befalls an instance's process is the flow model's own. */
  #strikeInstance(fault: FaultKind, i: number): PlannedStep {
    const consumer = this.#board.consumer;
    if (fault === "slow" && this.#board.slice.instances.length > 1)
      throw new Unplayable("one slow instance of two");
    const up = (s: State): number[] =>
      this.#board.slice.instances.map((_, k) => k).filter((k) => this.#board.model.instanceUp(s, k));
    return {
      ready: this.#strikable(`${fault}@${consumer}`),
      act: (s, ctx) => {
        ctx.fix({ [`which instance of ${consumer}`]: up(s).indexOf(i) });
        this.atom(`${fault}@${consumer}`)(s, ctx);
      },
    };
  }

  #heal(step: FaultStep): PlannedStep {
    const { fault, at } = step;
    const instance = at.role === "client" ? this.#board.slice.instances.indexOf(at.name) : -1;
    const own = this.#board.scene.heal(fault, at);
    if (instance >= 0 && own === undefined) {
      const does = fault === "pause" ? "resumes" : fault === "slow" ? "catches up" : "starts";
      const lane = `${this.#board.consumer}#${instance + 1}`;
      return { takes: (code) => this.#board.engine.label(code) === `${lane} ${does}` };
    }
    const healing = word(own, `the heal of ${fault} at ${JSON.stringify(at)}`);
    if ("act" in healing) return { act: healing.act };
    return { takes: (code) => healing(this.#board.engine.label(code)) };
  }

  #hold(link: string, traffic: Traffic, on: boolean): PlannedStep {
    return {
      act: (s, ctx) => {
        this.#board.hold(s, link, traffic, on);
        this.#board.scene.linkChanged(s, ctx);
      },
    };
  }

  #intent(message: string): number {
    return this.#board.slice.messages.indexOf(message);
  }

  #index(instance: string): number {
    return this.#board.slice.instances.indexOf(instance);
  }

  #lane(instance: string): string {
    return `${this.#board.consumer}#${this.#index(instance) + 1}`;
  }

  #code(label: string, a: number): MoveCode {
    const op = this.#board.model.operations.findIndex((operation) => operation.label(a, 0) === label);
    if (op < 0) throw new Unplayable(`the simulation has no move "${label}"`);
    return op | (a << 8);
  }

  #operation(label: string, a: number): (s: State, ctx: Context) => void {
    const code = this.#code(label, a);
    return (s, ctx) => {
      this.#board.engine.take(s, code, ctx);
    };
  }

  #strikable(name: string): (s: State) => boolean {
    const atom = this.#board.model.atoms.find((each) => each.name === name);
    return word(atom, `the simulation has no fault ${name}`).enabled;
  }

  /** How a fault of the model strikes, by its name. */
  atom(name: string): (s: State, ctx: Context) => void {
    const atom = this.#board.model.atoms.find((each) => each.name === name);
    return word(atom, `the simulation has no fault ${name}`).strike;
  }
}
