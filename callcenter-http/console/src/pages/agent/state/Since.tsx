import { since, span } from "~/format";
import { useNow } from "~/live/hooks";

/** How long something lasts, counting. Alone, so that nothing else is drawn each second. */
export function Since({ at, className }: { at: string | null | undefined; className?: string }) {
  const now = useNow();
  return <span className={className}>{since(at, now)}</span>;
}

/** How long until then, counting down; 0:00 when it is over. */
export function Until({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return <span className={className}>{span(Math.ceil((Date.parse(at) - now) / 1_000))}</span>;
}
