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
};

/** A button with a list of what it can do. */
export function Menu({ trigger, choices, label }: { trigger: ReactNode; choices: (Choice | "line")[]; label: string }) {
  return (
    <DropdownMenu.Root modal={false}>
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
                className={clsx(
                  "flex min-h-10 cursor-pointer items-center gap-2 rounded-md px-3 outline-none data-highlighted:bg-raised",
                  choice.danger && "text-bad",
                )}
              >
                {choice.icon}
                <span className="flex-1">{choice.title}</span>
                {choice.chosen && <span aria-hidden>✓</span>}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
