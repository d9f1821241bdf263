import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { span } from "~/format";
import { Since } from "../state/Since";

/** How long the caller waited in the queue; while it rings, how long it is by now. */
export function Waited({ own }: { own: Schemas["OwnCall"] }) {
  const { t } = useTranslation();
  const rings = own.phone === "ringing";
  const record = useQuery({
    queryKey: ["waited", own.id, rings],
    enabled: Boolean(own.call.queue),
    queryFn: () => told(api.GET("/api/calls/{id}", { params: { path: { id: own.id } } })),
    staleTime: 60_000,
    retry: false,
  });
  if (!own.call.queue || !record.data) return null;
  if (rings && record.data.queue_entered_at) {
    return (
      <span>
        {t("agent.waits_since")} <Since at={record.data.queue_entered_at} />
      </span>
    );
  }
  const { wait_s } = record.data;
  return wait_s === null || wait_s === undefined ? null : <span>{t("agent.waited", { time: span(wait_s) })}</span>;
}
