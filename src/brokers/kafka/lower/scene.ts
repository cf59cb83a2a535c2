import type { Hop } from "../../../model/flow.ts";
import type { Points } from "../settings/places.ts";
import type { HopSettings } from "../settings/settings.ts";
import type { Atoms } from "./atoms.ts";

/** What the stages of a hop are lowered from. */
export interface Scene {
  readonly hop: Hop;
  readonly settings: HopSettings;
  readonly atoms: Atoms;
  readonly points: Points;
}
