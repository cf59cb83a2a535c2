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
  "always-recognises": "recognises-what-is-resent",
  "recognises-intents": "recognises-intents",
  "refused-is-not-appended": "recognises-intents",
  "acks-0-retries": "retries-without-acks",
  "time-out-means-no": "takes-back-what-it-wrote",
  "resends-at-the-end": "resends-at-the-end",
  "sequences-only-recognise": "resends-last-first",
  "accepts-gaps": "accepts-gaps",
  "expects-zero": "expects-zero",
  "all-means-every-replica": "waits-for-every-replica",
  "commits-late": "commits-late",
  "reads-everything": "reads-everything",
  "start-is-remembered": "remembers-the-start",
  "takes-away-at-once": "takes-away-at-once",
  "silence-leaves-the-set": "drops-idle-followers",
};

/** Undefined = nobody has planted it yet. */
export function lieOf(liar: string): Lie | undefined {
  return LIES[liar];
}
