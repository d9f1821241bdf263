import clsx from "clsx";
import type { ButtonHTMLAttributes, ReactNode } from "react";

type Look = "main" | "plain" | "quiet" | "danger" | "good";

const looks: Record<Look, string> = {
  main: "bg-accent text-accent-ink hover:brightness-110",
  plain: "bg-surface text-ink border border-field hover:bg-raised",
  quiet: "text-ink hover:bg-raised",
  danger: "bg-bad-soft text-bad border border-bad hover:brightness-95",
  good: "bg-good-soft text-good border border-good hover:brightness-95",
};

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: Look;
  icon?: ReactNode;
  /** For buttons of an icon alone: what it does. */
  label?: string;
  /** It works: it can't be pressed again. */
  busy?: boolean;
  small?: boolean;
};

export function Button({ look = "plain", icon, label, busy, small, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={clsx(
        "inline-flex items-center justify-center gap-2 rounded-lg font-medium transition select-none",
        small ? "min-h-8 text-sm" : "min-h-11 sm:min-h-10",
        children ? (small ? "px-2.5" : "px-4") : small ? "w-8" : "w-11 sm:w-10",
        "disabled:cursor-not-allowed disabled:opacity-55",
        looks[look],
        className,
      )}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden
      className="inline-block size-4 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
