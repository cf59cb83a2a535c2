/** The steps of a run with their events, where they are asked for. */
import { EVENT_KINDS, type SimulatedEvent } from "./event.ts";
import type { RunStep } from "./run-result.ts";

export class RunRecord {
  isOn = false;
  steps: RunStep[] = [];
  #events: SimulatedEvent[] = [];

  clear(isOn: boolean): void {
    this.isOn = isOn;
    [this.steps, this.#events] = [[], []];
  }

  /** An event of the move that is being taken. */
  event(kind: number, event: Omit<SimulatedEvent, "kind">): void {
    this.#events.push({ kind: EVENT_KINDS[kind] ?? "start", ...event });
  }

  /** A move begins: events from here on are its own. */
  move(): void {
    if (this.isOn) this.#events = [];
  }

  step(step: Omit<RunStep, "events">): RunStep {
    const whole = { ...step, events: this.#events };
    this.steps.push(whole);
    return whole;
  }
}
