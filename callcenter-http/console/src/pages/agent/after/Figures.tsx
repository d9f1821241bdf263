import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { count, percent, span, zone } from "~/format";
import { Panel } from "~/ui/panel";
import { Loading, Wrong } from "~/ui/told";

/** The own figures of today. */
export function Figures({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: ["own-figures", agent, zone()],
    queryFn: () => told(api.GET("/api/agents/{agent}", { params: { path: { agent }, query: { tz: zone() } } })),
    refetchInterval: 60_000,
  });
  const today = asked.data?.today;
  const figures: [string, string][] = today
    ? [
        ["answered", count(today.answered)],
        ["missed", count(today.missed)],
        ["made", count(today.made)],
        ["mean_talk", span(today.mean_talk_s)],
        ["talk", span(today.talk_s)],
        ["occupancy", percent(today.occupancy)],
        ["ready", span(today.ready_s)],
        ["paused", span(today.paused_s)],
        ["signed_in", span(today.signed_in_s)],
      ]
    : [];
  return (
    <Panel title={t("agent.figures")}>
      {asked.isError ? (
        <Wrong error={asked.error} again={() => void asked.refetch()} />
      ) : !today ? (
        <Loading />
      ) : (
        <dl className="grid grid-cols-3 gap-x-3 gap-y-4">
          {figures.map(([key, value]) => (
            <div key={key} className="flex min-w-0 flex-col-reverse">
              <dt className="text-sm text-muted">{t(`agent.figure_${key}`)}</dt>
              <dd className="text-lg font-semibold">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
