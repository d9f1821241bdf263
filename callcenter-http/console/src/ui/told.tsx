import { CircleAlert, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "~/api/client";
import { Button, Spinner } from "./button";

/** What went wrong, in the server's words, and how to try again. */
export function Wrong({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-lg bg-bad-soft p-3 text-bad">
      <CircleAlert size={20} aria-hidden />
      <p className="min-w-0 flex-1">{inWords(error, t)}</p>
      {again && (
        <Button small onClick={again}>
          {t("common.again")}
        </Button>
      )}
    </div>
  );
}

/** An error in words. */
export function inWords(error: unknown, t: (key: string) => string): string {
  if (error instanceof Refused) return error.status === 0 ? t("common.unreachable") : error.message;
  if (error instanceof TypeError) return t("common.unreachable");
  return error instanceof Error ? error.message : String(error);
}

/** Nothing is there, and why that is no mistake. */
export function Empty({ children, icon }: { children: ReactNode; icon?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-10 text-center text-muted">
      {icon ?? <Inbox size={28} aria-hidden />}
      <div>{children}</div>
    </div>
  );
}

/** It is waited for; the words say what for, where it takes longer. */
export function Loading({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div role="status" data-loading className="flex items-center justify-center gap-3 p-8 text-muted">
      <Spinner />
      {children ?? t("common.loading")}
    </div>
  );
}
