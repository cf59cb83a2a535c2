/** Puts the covers on a thread's clocks, entropy, timers and console. */
import { coverClocks } from "./cover-clocks.ts";
import { coverConsole } from "./cover-console.ts";
import { coverEntropy } from "./cover-entropy.ts";
import { Covers } from "./cover.ts";
import { coverTimers } from "./cover-timers.ts";
import { context } from "./execution.ts";

/**
 * Installs dispatchers that act inside executions only; everybody else keeps what he had. Where covers of ours lie on top
 * already nothing happens; over fake timers that were installed meanwhile they are put again. The function that it returns
 * gives back what is still ours.
 */
export function install(): () => void {
  const current = () => context.getStore();
  const covers = new Covers(current);
  coverClocks(covers, current);
  coverEntropy(covers);
  coverTimers(covers, current);
  coverConsole(covers);
  covers.publish();
  return () => covers.giveBack();
}
