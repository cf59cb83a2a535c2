/** What a flow needs of the application that starts it, whether it is simulated or a user's code. */
import type { State } from "../base/layout.ts";
import type { Mechanism } from "./mechanism.ts";
import type { Context, MoveCode, Moves } from "./model.ts";
import type { PartView } from "./state-view.ts";

export interface ApplicationModel {
  /** Its lane. */
  readonly place: number;
  connect(mechanism: Mechanism): void;
  up(s: State): boolean;
  /** Nothing is open and nothing is to be said again. */
  quiet(s: State): boolean;
  /** Nothing has been called yet. */
  idle(s: State): boolean;
  isCall(code: MoveCode): boolean;
  moves(s: State, out: Moves): void;
  /** A send has settled: `item` less one, as it was handed to the mechanism. */
  settled(s: State, ctx: Context, item: number, outcome: number): void;
  view(s: State): PartView;
}
