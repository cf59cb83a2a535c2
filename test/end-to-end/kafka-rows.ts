/** Section 7 of the Kafka reference, row by row. */
import type { Row } from "./row.ts";

export const KAFKA_BASE = `waybill 1
topology row
broker events { type: kafka, version: "<version:4.3>", nodes: 3 }
message M { identity id: uuid, k: uuid }
topic t on events { carries: M, <key:key: k,> partitions: 6, replication: <replication:3>, min-in-sync: <min:2> <topic> }
service p { producer s -> t { sends: M, <producer:acks: all, idempotent: true> <also> } }
service c {
  store seen { keep: 30d }
  consumer r <- t { group: "g", start: <start:earliest> <consumer> }
}
`;

const P = ["produce"];
const B = ["log"];
const C = ["group"];
const TRANSACTIONS = "transactions are not modelled yet";
const CLIENTS = "client libraries other than the generated one and the Java client are not modelled yet";

export const KAFKA_ROWS: readonly Row[] = [
  { id: "K-E2E-P01", what: "acks=0", says: "L", spec: { producer: "acks: 0" }, stages: P },
  {
    id: "K-E2E-P02",
    what: "result ignored, exit without flush",
    says: "L",
    notModelled: "a process that ends by itself with sends in its buffer",
  },
  {
    id: "K-E2E-P03",
    what: "acks=1/all, retries=0",
    says: "l",
    spec: { producer: "acks: 1, retries: 0" },
    stages: P,
  },
  {
    id: "K-E2E-P04",
    what: "retries, no idempotence, in flight > 1",
    says: "l D R",
    spec: { producer: "acks: all, idempotent: false, in-flight: 5" },
    stages: P,
  },
  {
    id: "K-E2E-P05",
    what: "same, in flight 1",
    says: "l D",
    spec: { producer: "acks: all, idempotent: false, in-flight: 1" },
    stages: P,
  },
  { id: "K-E2E-P06", what: "idempotent, application never resends", says: "l", spec: {}, stages: P },
  {
    id: "K-E2E-P07",
    what: "P06, application sends again",
    says: "D R",
    spec: { also: ", on-unknown: send-again" },
    stages: P,
  },
  {
    id: "K-E2E-P08",
    what: "P06, broker lost producer state",
    says: "l D",
    spec: { replication: "1", min: "1" },
    stages: P,
    count: 2,
    differs:
      "two that are lost are sent again, and a sender that dies behind the first of them ends with it (K-IDEM-09)",
  },
  { id: "K-E2E-P09", what: "transactional, redo from committed input", says: "-", notModelled: TRANSACTIONS },
  { id: "K-E2E-P10", what: "two transactional.ids on one input", says: "D R", notModelled: TRANSACTIONS },
  { id: "K-E2E-P11", what: "transactional, verification off", says: "l D", notModelled: TRANSACTIONS },
  { id: "K-E2E-P12", what: "unkeyed records", says: "R", spec: { key: "" }, stages: B },
  {
    id: "K-E2E-P13",
    what: "keyed, partition count grows",
    says: "R",
    notModelled: "the fault add-partitions",
  },
  { id: "K-E2E-P14", what: "two client families with different hashes", says: "R", notModelled: CLIENTS },
  {
    id: "K-E2E-P15",
    what: "record too large, null key, old timestamp",
    says: "l",
    notModelled: "limits on single records",
  },
  {
    id: "K-E2E-B01",
    what: "RF=1, process crash only",
    says: "-",
    spec: { replication: "1", min: "1" },
    stages: B,
    kinds: ["process-crash"],
  },
  {
    id: "K-E2E-B02",
    what: "RF=1, power or disk loss",
    says: "L",
    spec: { replication: "1", min: "1" },
    stages: B,
    kinds: ["power-loss", "disk-loss"],
  },
  {
    id: "K-E2E-B03",
    what: "RF>=2, acks=1",
    says: "L",
    spec: { producer: "acks: 1" },
    stages: B,
    kinds: ["process-crash"],
  },
  {
    id: "K-E2E-B04",
    what: "RF>=2, acks=all, min ISR 1",
    says: "L",
    spec: { replication: "2", min: "1" },
    stages: B,
    count: 2,
    kinds: ["process-crash", "power-loss", "slow"],
  },
  {
    id: "K-E2E-B05",
    what: "RF=3, acks=all, min ISR 2, one crash at a time",
    says: "-",
    spec: {},
    stages: B,
    kinds: ["process-crash", "slow", "cut"],
  },
  {
    id: "K-E2E-B06",
    what: "B05 without ELR, shrunk to one, which loses its page cache",
    says: "L",
    notModelled: "two followers leaving one after the other: one place stands for both",
  },
  { id: "K-E2E-B07", what: "B06 with ELR", says: "-", notModelled: "see K-E2E-B06" },
  {
    id: "K-E2E-B08",
    what: "power loss of all in-sync members at once",
    says: "L",
    notModelled: "one power loss that strikes several nodes at one instant",
  },
  { id: "K-E2E-B09", what: "B08 with flush.messages=1", says: "-", notModelled: "see K-E2E-B08" },
  {
    id: "K-E2E-B10",
    what: "unclean election",
    says: "L D R",
    spec: { replication: "2", min: "1", topic: ", unclean-election: true" },
    count: 2,
    kinds: ["process-crash", "slow"],
    differs:
      "a group whose position is beyond the log reads on from where the logs part (K-REPL-17): what it repeats comes in order, and to the end",
  },
  {
    id: "K-E2E-B11",
    what: "retention shorter than the lag",
    says: "L",
    spec: { topic: ", retention: 10m" },
    stages: B,
  },
  { id: "K-E2E-B12", what: "compaction, consumer lags", says: "L", notModelled: "compaction" },
  {
    id: "K-E2E-B13",
    what: "acks=1, ISR below min",
    says: "L",
    spec: { producer: "acks: 1" },
    stages: B,
    count: 2,
    kinds: ["slow", "process-crash", "disk-loss"],
  },
  { id: "K-E2E-B14", what: "producer clock in the past", says: "L", notModelled: "clocks of clients" },
  {
    id: "K-E2E-B15",
    what: "topic recreated under a live group",
    says: "L",
    notModelled: "operators' changes",
  },
  {
    id: "K-E2E-C01",
    what: "auto commit, synchronous handler",
    says: "D",
    spec: { consumer: ", settle: auto(5s)" },
    stages: C,
  },
  {
    id: "K-E2E-C02",
    what: "auto commit, handlers in threads",
    says: "L D R",
    notModelled: "auto commit with several handlers at once",
  },
  {
    id: "K-E2E-C03",
    what: "auto commit, errors swallowed",
    says: "L D",
    spec: { consumer: ", settle: auto(5s), on-failure: skip" },
    stages: C,
  },
  {
    id: "K-E2E-C04",
    what: "auto commit, close() on failure",
    says: "L D",
    notModelled: "close() in the middle of a batch",
  },
  {
    id: "K-E2E-C05",
    what: "commit before processing",
    says: "L",
    spec: { consumer: ", steps: [settle, effect]" },
    stages: C,
  },
  { id: "K-E2E-C06", what: "commit after the batch", says: "D", notModelled: "commits of whole batches" },
  {
    id: "K-E2E-C07",
    what: "commit after each record",
    says: "D",
    spec: {},
    stages: C,
    kinds: ["process-crash"],
  },
  {
    id: "K-E2E-C08",
    what: "concurrent, highest finished offset committed",
    says: "L D R",
    notModelled: "a commit past unfinished records",
  },
  {
    id: "K-E2E-C09",
    what: "concurrent, lowest contiguous offset committed",
    says: "D R",
    spec: { consumer: ", concurrency: 4" },
    stages: C,
  },
  {
    id: "K-E2E-C10",
    what: "handler outlives the session",
    says: "D R",
    spec: { consumer: ", instances: 2" },
    stages: C,
    kinds: ["pause"],
  },
  {
    id: "K-E2E-C11",
    what: "rebalance without commit on revoke",
    says: "D",
    notModelled: "a client that drops running handlers on revoke",
  },
  {
    id: "K-E2E-C12",
    what: "start latest, new group",
    says: "L",
    spec: { start: "latest" },
    stages: C,
    kinds: ["late-start"],
  },
  {
    id: "K-E2E-C13",
    what: "earliest, expired offsets",
    says: "D",
    notModelled: "expiry of committed offsets",
  },
  { id: "K-E2E-C14", what: "reset none", says: "l", notModelled: "start: none" },
  { id: "K-E2E-C15", what: "read_uncommitted behind transactions", says: "D", notModelled: TRANSACTIONS },
  {
    id: "K-E2E-C16",
    what: "consume-transform-produce in a transaction",
    says: "-",
    notModelled: TRANSACTIONS,
  },
  { id: "K-E2E-C17", what: "C16 with an outside effect", says: "D", notModelled: TRANSACTIONS },
  { id: "K-E2E-C18", what: "C16 without rewind after abort", says: "L", notModelled: TRANSACTIONS },
  {
    id: "K-E2E-C19",
    what: "offset stored with the effect",
    says: "-",
    spec: { consumer: ", steps: [[effect, settle]]" },
    stages: C,
    kinds: ["process-crash", "pause", "rebalance"],
  },
  {
    id: "K-E2E-C20",
    what: "KIP-848 client with auto commit",
    says: "L D",
    notModelled: "the group protocol of KIP-848",
  },
  {
    id: "K-E2E-C21",
    what: "offsets topic with RF 1",
    says: "D",
    notModelled: "a replication of the offsets topic that differs from the cluster's",
  },
  {
    id: "K-E2E-C22",
    what: "assign() in two processes",
    says: "D R",
    notModelled: "consumers without a group",
  },
  { id: "K-E2E-C23", what: "share group, slow handler", says: "D R", notModelled: "share groups" },
  { id: "K-E2E-C24", what: "share group, failing handler", says: "L D R", notModelled: "share groups" },
  { id: "K-E2E-C25", what: "skip to a retry or dead-letter topic", says: "D R", notModelled: "retry topics" },
  {
    id: "K-E2E-X01",
    what: "client defaults, RF 1, auto commit, latest",
    says: "L D",
    spec: { replication: "1", min: "1", start: "latest", consumer: ", settle: auto(5s)" },
  },
  {
    id: "K-E2E-X02",
    what: "2.x client defaults (acks=1), RF 3",
    says: "L D R",
    spec: { producer: "acks: 1", start: "latest", consumer: ", settle: auto(5s)" },
  },
  {
    id: "K-E2E-X03",
    what: "defaults, RF 3, min ISR 1",
    says: "L D",
    spec: { min: "1", start: "latest", consumer: ", settle: auto(5s)" },
  },
  {
    id: "K-E2E-X04",
    what: "acks=all idempotent, RF 3, min ISR 2, earliest, commit after",
    says: "D",
    spec: {},
  },
  { id: "K-E2E-X05", what: "X04 with ELR", says: "D", spec: {} },
  {
    id: "K-E2E-X06",
    what: "X05, application sends again",
    says: "D R",
    spec: { also: ", on-unknown: send-again" },
  },
  { id: "K-E2E-X07", what: "X05 with transactions", says: "-", notModelled: TRANSACTIONS },
  {
    id: "K-E2E-X08",
    what: "X05 with an idempotent consumer",
    says: "-",
    spec: { consumer: ", effect: idempotent(id, in: seen)" },
  },
  { id: "K-E2E-X09", what: "X05 with a share group", says: "D R", notModelled: "share groups" },
];
