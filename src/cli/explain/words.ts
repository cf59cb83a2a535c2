/**
 * Words of a question, made alike: lower case, without accents and endings, each with the one word that stands for all
 * that mean the same. What people ask in other languages is understood by its nouns.
 */

/** What is said in several words, or in one of its own, as one word. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\b(exactly|effectively)[ -]?once\b/g, "exactly-once"],
  [/\beos\b/g, "exactly-once"],
  [/\bat[ -]?least[ -]?once\b/g, "at-least-once"],
  [/\bat[ -]?most[ -]?once\b/g, "at-most-once"],
  [/\bgenau einmal\b|\bexactement une fois\b|\bexactamente una vez\b/g, "exactly-once"],
  [/\bmindestens einmal\b|\bau moins une fois\b|\bal menos una vez\b/g, "at-least-once"],
  [/\bhochstens einmal\b|\bau plus une fois\b/g, "at-most-once"],
  [/\bmore than once\b|\b(two|2|several|multiple|many) times\b|\bdeux fois\b|\bdos veces\b/g, "twice"],
  [/\bdead[ -]?letter(ed|ing|s)?\b|\bdl[qxt]\b/g, "dead-letter"],
  [/\bout[ -]of[ -](order|sequence)\b/g, "reordered"],
  [/\bwrong (order|sequence)\b/g, "reordered"],
  [/\bauto[ -_.]?(ack|acknowledge|acknowledgement|commit)\b/g, "auto-$1"],
  [/\bno[ -_]?ack\b/g, "auto-ack"],
  [/\bround[ -]?robin\b/g, "round-robin"],
  [/\bin[ -]flight\b/g, "in-flight"],
  [/\bstart(s|ed|ing)? over\b/g, "restart"],
  [/\bpub[ /-]?sub\b/g, "fan-out"],
  [/\bfan[ -]?out\b/g, "fan-out"],
  [/\brequest[ /-](reply|response)\b/g, "rpc"],
];

const WHOLE = new Set([...PHRASES.map(([, word]) => word), "auto-ack", "auto-commit"]);

/** The first stands for all. Without accents. */
const ALIKE: readonly string[] = [
  "duplicate twice double doubled dup dups dupe dupes duplicated duplication repeated repeat repeats repetition redelivered redelivery redeliver again doppelt zweimal duplikat duplikate mehrfach mehrmals doublon doublons duplicado duplicados duplicada reprocessed reprocess replayed deduplicate deduplication dedup dedupe",
  "lose lost loss losing loses missing disappear disappears disappeared vanish vanished vanishes gone drop drops dropped swallowed verloren verlust verlieren verliert verschwindet verschwunden weg fehlt fehlen perdu perdus perdue perte perdido perdidos perdida perder",
  "order ordering ordered reordered reorder reordering sequence sequential overtake overtakes overtaken reihenfolge ordre orden sortiert",
  "message messages msg msgs record records event events nachricht nachrichten meldung meldungen mensaje mensajes",
  "queue queues warteschlange warteschlangen schlange cola colas",
  "full voll lleno llena pleine plein overflows overflow overflowing fills grows growing backlog wachst stau",
  "fail fails failed failing failure failures error errors exception exceptions throw throws thrown fehler fehlgeschlagen erreur fallo reject rejects rejected nack nacked",
  "crash crashes crashed crashing dies died die killed kill dead absturz sturzt abgesturzt panne tot",
  "restart restarts restarted reboot rebooted restarting neustart neustarten redemarrage reinicio",
  "retry retries retried retrying attempts backoff back-off wiederholen wiederholung erneut reintento",
  "slow slowly lag lags lagging langsam lento lent delay delays takes-long",
  "consumer consumers consume consumes consumed consuming reader readers subscriber subscribers worker workers receiver listener listeners konsument empfanger consommateur consumidor",
  "producer producers produce produces publisher publishers publish publishes published publishing sender send sends sending sent sender produzent senden sendet gesendet producteur productor emit",
  "commit commits committed committing offsetcommit",
  "ack acks acked acknowledge acknowledges acknowledged acknowledgement acknowledgements acknowledging bestatigung bestatigt bestatigen",
  "expire expires expired expiry expiration ttl abgelaufen ablaufen",
  "delete deletes deleted deleting removed purge purged geloscht loschen",
  "stuck blocked blocks block blocking hang hangs hanging hung stops stopped stop stalled stall hangt steht blockiert",
  "endless infinite infinitely forever loop loops looping endlos unendlich schleife immer",
  "start starting starts startup begin beginning earliest anfang",
  "key keys schlussel",
  "broker brokers server node nodes cluster knoten",
  "test tests testing getestet testen",
  "change changes changed changing rename renamed andern geandert anderung",
  "same identical selbe gleiche",
  "old older alt alte alten",
  "new neu neue neuen",
  "size large big huge gross groß",
  "instance instances pods pod replicas replica",
  "database db postgres postgresql mysql sql datenbank",
  "transaction transactions transactional transaktion transaktionen atomic atomically",
  "compare difference differences versus vs unterschied",
  "meaning mean means bedeutet heisst heißt",
  "partition partitions partitioned partitioning",
  "exchange exchanges",
  "binding bindings bind binds bound",
  "idempotent idempotence idempotency idempotenz",
];

const STOP = new Set(
  "a an the of to in on at by for from with and or is are was were be been it its this that these those i my me we our you your do does did can could should will would why how what when where which who there here if then than so as not no get gets got only after before during still even some any all up out into about have has had one like just using use used via der die das den dem des ein eine einen ist sind war wird werden warum wie was wann wo wer ich mein meine meinen und oder nicht kein im am auf mit von zu bei kommt kommen an nach le la les un une des est sont pourquoi comment mon ma mes et pas el los las es son por que como mi mis y se para de don't doesn't isn't t s".split(
    " ",
  ),
);

const CANONICAL = new Map(
  ALIKE.flatMap((group) => {
    const words = group.split(" ").map(plain);
    return words.map((word): [string, string] => [word, words[0] ?? word]);
  }),
);

/** Every form of a word that stands for others. */
export const KNOWN_FORMS: readonly string[] = [...CANONICAL.keys()];

/** The words of a text that say something, in order, made alike. */
export function wordsOf(text: string): readonly string[] {
  let prepared = plain(text.replaceAll(/([a-z])([A-Z])/g, "$1 $2"));
  for (const [phrase, word] of PHRASES) prepared = prepared.replaceAll(phrase, word);
  const found = prepared.match(/[\p{L}\p{N}]+(?:[-_.'][\p{L}\p{N}]+)*/gu) ?? [];
  return found
    .flatMap(partsOf)
    .filter((word) => !STOP.has(word))
    .map(alike);
}

/** A word and what it is made of, unless it is one of those that mean something as a whole only. */
function partsOf(word: string): readonly string[] {
  const parts = word.split(/[-_.]/);
  if (parts.length === 1 || WHOLE.has(word)) return [word];
  return [word.replaceAll(/[_.]/g, "-"), ...parts];
}

/** The word that stands for `word`, which is in lower case. */
function alike(word: string): string {
  return CANONICAL.get(word) ?? CANONICAL.get(stem(word)) ?? stem(word);
}

/** Without the commonest endings of English. */
function stem(word: string): string {
  if (word.length <= 4 || /\d/.test(word)) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(?<=[^s])s$/, "")
    .replace(/(?<=\w{3})(?:ing|ed)$/, "")
    .replace(/(?<=\w{3})e$/, "");
}

/** Lower case, without accents. */
function plain(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
