import clsx from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

export type Choice = {
  key: string;
  title: ReactNode;
  icon?: ReactNode;
  onChoose: () => void;
  chosen?: boolean;
  danger?: boolean;
  /** It can't be done now, and why. */
  not?: string | null;
};

/** A button with a list of what it can do. */
export function Menu({
  trigger,
  choices,
  label,
  onOpen,
}: {
  trigger: ReactNode;
  choices: (Choice | "line")[];
  label: string;
  onOpen?: () => void;
}) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          aria-label={label}
          className="z-40 max-h-[70dvh] min-w-48 overflow-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-xl"
        >
          {choices.map((choice, index) =>
            choice === "line" ? (
              <DropdownMenu.Separator key={index} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={choice.key}
                onSelect={choice.onChoose}
                disabled={!!choice.not}
                className={clsx(
                  "flex min-h-10 cursor-pointer items-center gap-2 rounded-md px-3 outline-none data-disabled:cursor-not-allowed data-disabled:text-muted data-highlighted:bg-raised",
                  choice.danger && "text-bad",
                )}
              >
                {choice.icon}
                <span className="flex-1">
                  {choice.title}
                  {choice.not && <span className="block max-w-64 text-xs">{choice.not}</span>}
                </span>
                {choice.chosen && <span aria-hidden>✓</span>}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
