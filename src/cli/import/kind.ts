/** What a kind of import is. */
import type { Draft } from "../../drafts/draft.ts";

/** What a call asks of an import beside its sources. */
export interface ImportCall {
  readonly cwd: string;
  /** Path that the draft is written to, or could be. */
  readonly beside: string;
  /** `--service`: everything belongs to it. */
  readonly service: string | undefined;
  /** `--vhost`: no other virtual host. */
  readonly vhost: string | undefined;
  /** `--save`: where what a running broker answered is written to. */
  readonly save?: string | undefined;
}

/** One kind of source. */
export interface ImportKind {
  readonly kind: string;
  /** What a source of it is, for the help: `PATH`. */
  readonly takes: string;
  readonly doc: string;
  /** The drafts of `sources`, in their order. Throws UsageError. */
  readonly read: (sources: readonly string[], call: ImportCall) => Promise<readonly Draft[]>;
}
