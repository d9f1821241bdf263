import type { Mark } from "./flow";

/** The mark that a key leads to: left and right in time, up and down to the nearest of another lane. */
export function neighbour(marks: readonly Mark[], now: string | null, key: string): Mark | undefined {
  const index = marks.findIndex((mark) => mark.id === now);
  const mark = marks[index];
  if (!mark) return marks[0];
  switch (key) {
    case "ArrowRight":
      return marks[index + 1];
    case "ArrowLeft":
      return marks[index - 1];
    case "Home":
      return marks[0];
    case "End":
      return marks.at(-1);
    case "ArrowDown":
    case "ArrowUp": {
      const down = key === "ArrowDown";
      const beyond = marks.filter((other) => (down ? other.lane > mark.lane : other.lane < mark.lane));
      const lane = down
        ? Math.min(...beyond.map((other) => other.lane))
        : Math.max(...beyond.map((other) => other.lane));
      const away = (other: Mark) => Math.abs(other.from - mark.from);
      return beyond.filter((other) => other.lane === lane).sort((a, b) => away(a) - away(b))[0];
    }
  }
  return undefined;
}
