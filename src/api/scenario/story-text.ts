/** A story as lines of text, for messages. */
import type { Story } from "../../verify/story.ts";

/** Names of messages in place of m1, m2, …. */
export function renamed(story: Story, names: readonly string[]): Story {
  const own = (text: string): string =>
    text.replaceAll(/\bm(\d+)\b/g, (all, n: string) => names[Number(n) - 1] ?? all);
  return {
    ...story,
    lines: story.lines.map((line) => ({ ...line, text: own(line.text) })),
    ending: story.ending.map(own),
  };
}

export function storyText({ lines, ending }: Story): string {
  const width = Math.max(0, ...lines.map(({ place }) => place.length));
  const told = lines.map(({ timeMs, place, text, mark }, i) => {
    const time = timeMs === lines[i - 1]?.timeMs ? "" : `${timeMs} ms`;
    const sign = mark === "fault" ? "✗ " : mark === "effect" ? "● " : "";
    return `  ${time.padStart(10)}  ${place.padEnd(width)}  ${sign}${text}`;
  });
  return [...told, ...ending.map((text) => `  in the end ${text}`)].join("\n");
}
