import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { whole } from "~/format";
import { Button } from "~/ui/button";
import { ask, type Rows, withQuery } from "./door";
import { text } from "./resource";

type Props = { action: string; target: string; onReload?: () => void };

/** Somebody saved while one was writing: who and when, and the way to what it is now. */
export function Conflict({ action, target, onReload }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["admin", "faster", action, target],
    gcTime: 0,
    staleTime: 0,
    queryFn: async () =>
      (await ask<Rows>("get", withQuery("/api/audit", { action: `${action}.change`, target, limit: 1 }))).data,
  });
  const last = data?.items[0];
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft p-3 text-warn">
      <TriangleAlert size={20} aria-hidden />
      <p className="min-w-0 flex-1">
        {last
          ? t("admin.faster.who", { login: text(last, "login"), at: whole(text(last, "at")) })
          : t("admin.faster.somebody")}{" "}
        {t("admin.faster.what")}
      </p>
      {onReload && (
        <Button small onClick={onReload}>
          {t("admin.faster.reload")}
        </Button>
      )}
    </div>
  );
}
