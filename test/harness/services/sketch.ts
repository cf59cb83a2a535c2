/** One handler as somebody might write it. */
import { field, type MakeHandle } from "./specimen.ts";

export interface Sketch {
  readonly name: string;
  readonly make: MakeHandle;
  readonly breaks?: string;
  readonly shows?: string;
  readonly thorough?: true;
}

/** What makes two orders the same. */
export const id = (order: Readonly<Record<string, string>>): string => field(order, "eventId");
