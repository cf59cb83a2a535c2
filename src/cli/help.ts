/** What `waybill` says without a command. */
import manifest from "../../package.json" with { type: "json" };
import { nearest } from "../diagnostics/nearest.ts";
import { EXIT, type ExitCode, UsageError } from "./output.ts";

const HELP = `waybill COMMAND [paths] [options]

  check [paths]                        is the topology right, and what does each flow really guarantee?
  verify [paths]                       check, then break each promise in simulation, or find no way to
  merge FILE…                          one report of what several calls of verify did
  replay TOKEN [paths]                 run one found story again, step by step
  judge HISTORY --spec FILE            judge a recorded history by the guarantees of a spec
  diff OLD NEW, diff --against REV     what a change weakens and breaks, and what the broker does
  explain CODE|WORDS                   what a finding or a word means, and what to do
  generate [paths] --out DIR           a typed client of each service
  fmt [paths]                          one layout for all specs
  convert FILE                         the same spec in YAML, or back
  import KIND SOURCE…                  a spec from source code, AsyncAPI, Strimzi or a broker
  diagram [paths]                      the topology as a picture
  init [DIR]                           a project to start from; --from SOURCE: from what you have
  broker up kafka|rabbitmq             a real broker to try things on, and to kill, pause and cut off

Paths are files, folders or patterns; without any, the working folder. waybill COMMAND --help says more.
`;

/** Help, the version, or what is wrong with `word`. Throws UsageError. */
export function answer(word: string | undefined, commands: readonly string[]): ExitCode {
  if (word === "--version" || word === "-v" || word === "version") {
    process.stdout.write(`${manifest.version}\n`);
    return EXIT.fine;
  }
  if (word === "--help" || word === "-h" || word === "help") {
    process.stdout.write(HELP);
    return EXIT.fine;
  }
  if (word === undefined) {
    process.stderr.write(HELP);
    return EXIT.usage;
  }
  const meant = nearest(word, commands);
  const hint = meant === undefined ? `commands are ${commands.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`there is no command ${word.slice(0, 60)}: ${hint}`);
}
