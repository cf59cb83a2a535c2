/**
 * Routing keys against binding keys. A routing key may be a template: each `{path}` in it stands for some text
 * without a dot; one that is `unknown` may be any. R-TOPIC-01 … R-TOPIC-05, R-EXCH-06.
 */
import { UNKNOWN } from "../../../model/value.ts";

/** `some`: one value of the template matches; `every`: whatever stands in its gaps, it matches. */
export type Matching = "some" | "every";

/** A routing key or one word of it: literal pieces, between two of them any text without a dot. */
type Pieces = readonly string[];

/** Parts between `{` and `}` become gaps; doubled braces are literal. */
function pieces(template: string): Pieces {
  const out: string[] = [];
  let piece = "";
  for (let i = 0; i < template.length; i++) {
    const c = template[i];
    const close = c === "{" && template[i + 1] !== "{" ? template.indexOf("}", i) : -1;
    if (close >= 0) {
      out.push(piece);
      piece = "";
      i = close;
    } else {
      if ((c === "{" || c === "}") && template[i + 1] === c) i += 1;
      piece += c;
    }
  }
  out.push(piece);
  return out;
}

function fits(parts: Pieces, text: string): boolean {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  return gapThen(rest, text.slice(first.length));
}

function gapThen(parts: Pieces, text: string): boolean {
  const limit = text.indexOf(".") < 0 ? text.length : text.indexOf(".");
  for (let skip = 0; skip <= limit; skip++) if (fits(parts, text.slice(skip))) return true;
  return false;
}

/** The words of a key: the empty text has none, every other empty segment is a word (R-TOPIC-01). */
function words(key: string): readonly string[] {
  return key === "" ? [] : key.split(".");
}

/** Does `template` equal the binding key? The direct exchange, byte for byte (R-EXCH-06). */
export function directMatches(key: string, template: string, matching: Matching = "some"): boolean {
  if (template === UNKNOWN) return matching === "some";
  const parts = pieces(template);
  return (matching === "some" || parts.length === 1) && fits(parts, key);
}

/** Does `template` match the binding key `pattern` of a topic exchange (R-TOPIC-02, R-TOPIC-03)? */
export function topicMatches(pattern: string, template: string, matching: Matching = "some"): boolean {
  if (template === UNKNOWN) return matching === "some" || pattern === "#";
  const given = words(template).map(pieces);
  // reach[j]: the words of the pattern so far can match the first j words of the key.
  let reach: boolean[] = [true, ...given.map(() => false)];
  for (const word of words(pattern)) {
    const next = reach.map(() => false);
    for (let j = 0; j <= given.length; j++) {
      if (word === "#") next[j] = reach[j] === true || (j > 0 && next[j - 1] === true);
      else if (j > 0 && reach[j - 1] === true)
        next[j] = word === "*" || wordFits(given[j - 1] ?? [], word, matching);
    }
    reach = next;
  }
  return reach[given.length] === true;
}

function wordFits(parts: Pieces, word: string, matching: Matching): boolean {
  return (matching === "some" || parts.length === 1) && fits(parts, word);
}
