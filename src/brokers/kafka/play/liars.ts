/** Which planted lie of the mechanism tells the lie of a script's liar. */
import type { Lie } from "../mechanism/lie.ts";

const LIES: Readonly<Record<string, Lie>> = {
  "no-sequence-check": "forgets-sequences",
  "resends-in-order": "resends-in-order",
  "cut-keeps-order": "resends-in-order",
  "never-truncates": "forgets-truncation",
  "acknowledges-before-replicating": "answers-before-replicating",
  "min-in-sync-is-advice": "ignores-min-in-sync",
  "elects-whoever-lives": "elects-anyone",
  "serves-above-the-high-watermark": "shows-above-watermark",
  "commits-early": "commits-early",
  "auto-commits-on-delivery": "commits-early",
  "joins-at-the-end": "starts-at-the-end",
  "no-fence": "commits-for-zombies",
};

/** Undefined = nobody has planted it yet. */
export function lieOf(liar: string): Lie | undefined {
  return LIES[liar];
}
