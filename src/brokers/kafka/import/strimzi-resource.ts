/** A Kubernetes resource, so far as it is read. */
import type { MapValue } from "../../../compiler/resolve/arguments.ts";

/** One resource, with where it begins. */
export interface Resource {
  readonly kind: string;
  readonly name: string;
  /** Of its label; empty where it has none. */
  readonly cluster: string;
  readonly spec: MapValue;
  readonly origin: string;
}
