import { useNow } from "~/live/hooks";
import { usePlayed } from "../detail/played";
import { type Axis, x } from "./axis";

/** Where the recording is that is played. */
export function Playhead({ axis, edge, height }: { axis: Axis; edge: number; height: number }) {
  const at = usePlayed((state) => state.at);
  if (at === null || at < axis.from || at > axis.until) return null;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 w-0.5 bg-bad"
      style={{ left: edge + x(axis, at) - 1, height }}
    />
  );
}

/** Now, for what goes on; a moment that stands still for what is over. */
export function Ticking({ children }: { children: (now: number) => React.ReactNode }) {
  return children(useNow());
}
