/** What goes wrong beside the calls of a consumer: what it cannot go on with ends it, the rest is told, and the library goes on. */
import { CODE, type NativeError, NativeTrouble } from "./native.ts";

export interface Hearing {
  /** The consumer cannot go on. */
  readonly ended: (why: Error) => void;
  readonly trouble: (error: Error) => void;
}

/** May not read the topic, or not as this group. */
const REFUSED: ReadonlySet<number> = new Set([CODE.topicRefused, CODE.groupRefused]);

export class NativeTroubles {
  readonly #hearing: Hearing;
  /** Told since something was fetched. */
  readonly #told = new Set<number>();

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
  }

  /** `event.error`: of brokers that are away and found again, unless it is fatal. */
  noted(error: NativeError): void {
    const trouble = new NativeTrouble(error);
    if (trouble.isFatal || trouble.code === CODE.authentication) this.#hearing.ended(trouble.asFatal());
  }

  /** What a call that fetches has met, each kind once; false where it met nothing of the library. */
  tell(error: unknown): boolean {
    if (!(error instanceof NativeTrouble)) return false;
    if (error.isFatal || REFUSED.has(error.code)) this.#hearing.ended(error.asFatal());
    else if (!this.#told.has(error.code)) this.#hearing.trouble(explained(error));
    this.#told.add(error.code);
    return true;
  }

  /** Something has been fetched. */
  over(): void {
    this.#told.clear();
  }
}

/** Members of other libraries assign in ways of their own (K-CONS-30). */
function explained(error: NativeTrouble): Error {
  if (error.code !== CODE.otherAssignor) return error;
  const hint =
    "the group has members that do not assign partitions by cooperative-sticky; this one waits until they have left";
  return new Error(`${error.message}: ${hint}`, { cause: error });
}
