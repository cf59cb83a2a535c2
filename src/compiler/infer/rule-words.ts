/**
 * The words of each rule: its number for ever, and its story in plain words. `{of}` is the user's name of the actor or
 * place.
 */
import type { Stage, StreamPart } from "./stage.ts";

/** One rule's words. */
export interface RuleWords {
  /** Below 50, for ever, never used again. */
  readonly number: number;
  /** Constructor of the stages it speaks of. */
  readonly form: Stage["kind"] | "both";
  /** What happens, as a clause: `{of} …`. */
  readonly story: string;
  /** What would have to be otherwise, in general words; the fix itself is found by counterfactual. */
  readonly remedy: string;
}

/**
 * Parts that a lowering may add to by hand: what the order of acts and the place where copies lie do not say by themselves,
 * as starts, positions and time-outs.
 */
const EXTRA: Readonly<Record<StreamPart, Pick<RuleWords, "number" | "story">>> = {
  loss: { number: 40, story: "{of} passes over a message that nobody hands to it again" },
  refused: { number: 41, story: "{of} is told that its message cannot be taken" },
  stuck: { number: 42, story: "{of} waits for what never comes" },
  ghost: { number: 43, story: "{of} is told that a message was refused which is there all the same" },
  dup: { number: 44, story: "{of} gets a message again that it is done with" },
  swap: { number: 45, story: "{of} gets a message before one that was sent earlier" },
  back: { number: 46, story: "{of} gets a message again after one that was sent later" },
  stale: { number: 47, story: "{of} gets a message again after one that was sent later, and ends with it" },
};

const EXTRA_WORDS: Readonly<Record<string, RuleWords>> = Object.fromEntries(
  Object.entries(EXTRA).map(([part, words]): [string, RuleWords] => [
    `extra-${part}`,
    { ...words, form: "both", remedy: "see the numbered statements of the reference" },
  ]),
);

/** Every rule that a term may name. */
export const RULE_WORDS: Readonly<Record<string, RuleWords>> = {
  "released-first": {
    number: 1,
    form: "step",
    story:
      "{of} lets go of the message before it is safe or its work is done, so that what stops then is lost",
    remedy: "let go after the work",
  },
  program: {
    number: 2,
    form: "step",
    story: "{of} has done its work and has not let go of the message yet, so that it does the work again",
    remedy: "make the repetition recognisable, or do the work and let go in one step",
  },
  inbox: {
    number: 3,
    form: "step",
    story:
      "{of} marks the message as seen before it has done all of its work, so that the rest is skipped the next time",
    remedy: "let the mark guard the effect alone, or do the rest first",
  },
  skipped: {
    number: 4,
    form: "step",
    story: "{of} goes on to the next message when a handler fails",
    remedy: "retry, or park what fails",
  },
  group: {
    number: 5,
    form: "step",
    story: "{of} is not answered and sends the message a second time",
    remedy: "let the broker recognise what was sent again",
  },
  "group-pipelined": {
    number: 6,
    form: "step",
    story: "{of} sends a message again after later ones",
    remedy: "let the broker check sequences, or send one at a time",
  },
  refused: {
    number: 7,
    form: "step",
    story: "{of} is told that its message was not taken",
    remedy: "send it again",
  },
  "sent-again": {
    number: 8,
    form: "step",
    story: "{of} does not know that its message was taken, and the application sends it again",
    remedy: "recognise it by its identity where it takes effect",
  },
  "sent-again-pipelined": {
    number: 9,
    form: "step",
    story: "the application sends a message of {of} again after later ones",
    remedy: "await each send before the next",
  },
  relay: {
    number: 10,
    form: "step",
    story: "the relay of {of} stops between sending and marking, and sends again",
    remedy: "recognise it by its identity where it takes effect",
  },
  "relay-pipelined": {
    number: 11,
    form: "step",
    story: "the relay of {of} starts over at a row before others that it has sent",
    remedy: "let the relay await each send",
  },
  joint: {
    number: 12,
    form: "step",
    story:
      "{of} reaches several queues and is answered once, so that what fails at another queue is sent to this one again",
    remedy: "recognise it by its identity where it takes effect",
  },
  "joint-pipelined": {
    number: 13,
    form: "step",
    story: "a message of {of} that failed at another queue comes to this one again after later ones",
    remedy: "await each send before the next",
  },
  ownership: {
    number: 14,
    form: "step",
    story: "another instance takes over a message that {of} is still working on",
    remedy: "store the progress with the effect, or make the repetition recognisable",
  },
  "ownership-back": {
    number: 15,
    form: "step",
    story: "an instance of {of} that lost its messages goes on with one after its successor has been handled",
    remedy: "store the progress with the effect",
  },
  "ownership-late": {
    number: 16,
    form: "step",
    story:
      "an instance of {of} that lost its messages does its work late, after another one has handled the successor",
    remedy: "store the progress with the effect",
  },
  "ownership-inbox": {
    number: 17,
    form: "step",
    story:
      "an instance of {of} has marked the message as seen and may not finish it, and the next one skips it",
    remedy: "let the mark guard the effect alone",
  },
  "many-at-once": {
    number: 18,
    form: "step",
    story: "{of} handles several messages at once, so that a slow one is overtaken",
    remedy: "one at a time, or one at a time for each key",
  },
  overtaken: {
    number: 19,
    form: "step",
    story: "a message that {of} fails on comes again after its successors",
    remedy: "retry in place, or hand over one message at a time",
  },
  "overtaken-repeat": {
    number: 20,
    form: "step",
    story: "a message that {of} fails on after its effect comes again after its successors",
    remedy: "make the repetition recognisable",
  },
  "unsettled-many": {
    number: 21,
    form: "step",
    story:
      "{of} goes on before it knows that the message is settled, so that it comes again after its successors",
    remedy: "settle each message before the next one begins",
  },
  "posted-release": {
    number: 22,
    form: "step",
    story: "{of} does not wait for its settle to arrive: it is lost, and the message comes again",
    remedy: "make the repetition recognisable",
  },
  "tail-lost": {
    number: 23,
    form: "rest",
    story: "{of} loses what it stored last",
    remedy: "more copies, written before the answer",
  },
  "copy-lost": {
    number: 24,
    form: "rest",
    story: "{of} loses a message that it keeps",
    remedy: "let it be written to disk",
  },
  lanes: {
    number: 25,
    form: "rest",
    story: "{of} keeps messages apart that should stay in order",
    remedy: "keep what belongs together in one lane, by a key",
  },
  "lanes-changed": {
    number: 26,
    form: "rest",
    story: "the number of lanes of {of} changes, and a key moves to another one",
    remedy: "drain it first",
  },
  "repeat-of-lost": {
    number: 27,
    form: "both",
    story: "{of} loses a message of which a repetition comes after its successor",
    remedy: "remove the loss, or the repetition",
  },
  "repeat-half-lost": {
    number: 28,
    form: "rest",
    story: "{of} loses the repetition of a successor, and keeps that of the message before it",
    remedy: "remove the loss, or the repetition",
  },
  "returned-half-lost": {
    number: 29,
    form: "step",
    story: "messages that {of} gives back are lost in part",
    remedy: "remove the loss, or settle each message before the next one begins",
  },
  "progress-outlives": {
    number: 30,
    form: "step",
    story: "{of} remembers a position behind the end of a log that lost its tail",
    remedy: "remove the loss",
  },
  "progress-refused": {
    number: 31,
    form: "step",
    story:
      "the stored progress of {of} refuses for ever what a log that lost its tail writes at positions used before",
    remedy: "remove the loss",
  },
  "disposed-expire": {
    number: 32,
    form: "rest",
    story: "a message grows too old in {of}",
    remedy: "let it live longer, or dead-letter it",
  },
  "disposed-drop": { number: 33, form: "rest", story: "{of} drops a message", remedy: "dead-letter it" },
  "disposed-compact": {
    number: 34,
    form: "rest",
    story: "{of} keeps only the last message of a key",
    remedy: "do not compact it",
  },
  "disposed-truncate": {
    number: 35,
    form: "rest",
    story: "{of} deletes what is too old or too much",
    remedy: "keep it longer",
  },
  "disposed-overflow": {
    number: 36,
    form: "rest",
    story: "{of} is full and drops a message",
    remedy: "refuse the publish, or dead-letter it",
  },
  "disposed-dead-letter": {
    number: 37,
    form: "rest",
    story: "a message goes from {of} to its dead-letter target",
    remedy: "except dead-lettered messages from the guarantee",
  },
  "disposed-reject": {
    number: 38,
    form: "rest",
    story: "a message that is refused leaves {of}",
    remedy: "dead-letter it",
  },
  ...EXTRA_WORDS,
};
