import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "good" | "busy" | "warn" | "bad" | "idle" | "accent";

const tones: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  busy: "bg-busy-soft text-busy",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  idle: "bg-idle-soft text-ink",
  accent: "bg-accent-soft text-ink",
};

/** A state in a word. The word tells it; the colour only helps. */
export function Badge({ tone = "idle", children, icon }: { tone?: Tone; children: ReactNode; icon?: ReactNode }) {
  return (
    <span
      className={clsx("inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-sm whitespace-nowrap", tones[tone])}
    >
      {icon}
      {children}
    </span>
  );
}
