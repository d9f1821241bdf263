import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Refused, type Schemas, told } from "~/api/client";
import { count } from "~/format";
import { useLink } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { Table } from "~/ui/table";
import { sayDone, sayWrong } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { Warnings } from "../configuration/Configuration";
import { RoomHead } from "../RoomHead";
import { Doctor } from "./Doctor";
import { figuresOf, watched } from "./metrics";

const EVERY_MS = 5_000;

/** Not ready is an answer too: its status is 503, and it says why. */
async function readiness(): Promise<Schemas["Readiness"]> {
  const { data, error, response } = await api.GET("/readyz");
  const said = data ?? (error as unknown);
  if (typeof said === "object" && said !== null && "ready" in said) return said as Schemas["Readiness"];
  throw new Refused(response.status, undefined);
}

async function metrics(): Promise<ReadonlyMap<string, number>> {
  const response = await fetch("/metrics");
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => undefined));
  return figuresOf(await response.text());
}

/** Whether all of it works, and where it may soon not. */
export default function Health() {
  const { t } = useTranslation();
  const ready = useQuery({ queryKey: ["admin", "ready"], queryFn: readiness, refetchInterval: EVERY_MS });
  const version = useQuery({ queryKey: ["admin", "version"], queryFn: () => told(api.GET("/version")) });
  const figures = useQuery({ queryKey: ["admin", "metrics"], queryFn: metrics, refetchInterval: EVERY_MS });
  const configuration = useQuery({
    queryKey: ["admin", "configuration"],
    queryFn: () => told(api.GET("/api/configuration")),
  });
  const link = useLink();
  return (
    <>
      <RoomHead title={t("admin.health.title")} about={t("admin.health.about")} tools={<Refresh />} />
      {ready.error && <Wrong error={ready.error} again={() => void ready.refetch()} />}
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4" aria-live="polite">
        {(["ready", "switch", "store", "live"] as const).map((part) => (
          <Light key={part} part={part} is={ready.data?.[part]} />
        ))}
      </ul>
      <Panel title={t("admin.health.server")}>
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="text-muted">{t("admin.health.version")}</dt>
          <dd>{version.data ? `${version.data.name} ${version.data.version}` : "–"}</dd>
          <dt className="text-muted">{t("admin.health.link")}</dt>
          <dd>
            <Badge tone={link.is === "live" ? "good" : link.is === "connecting" ? "idle" : "bad"}>
              {t(`admin.health.links.${link.is}`)}
            </Badge>{" "}
            {link.is === "switch_down" && link.why}
          </dd>
          <dt className="text-muted">{t("admin.health.entries")}</dt>
          <dd>{count(ready.data?.seq)}</dd>
          <dt className="text-muted">{t("admin.health.folder")}</dt>
          <dd>{configuration.data?.folder ?? t("admin.none")}</dd>
        </dl>
      </Panel>
      <Doctor />
      <Panel title={t("admin.health.findings_defined")}>
        {configuration.data ? (
          <Warnings warnings={configuration.data.warnings} />
        ) : configuration.error ? (
          <Wrong error={configuration.error} again={() => void configuration.refetch()} />
        ) : (
          <Loading />
        )}
      </Panel>
      <Panel flush title={t("admin.health.figures")}>
        {figures.data ? (
          <Table
            caption={t("admin.health.figures")}
            rows={watched.filter(({ name }) => figures.data.has(name))}
            rowKey={({ name }) => name}
            columns={[
              { id: "name", title: t("admin.health.figure"), cell: ({ name }) => t(`admin.health.metric.${name}`) },
              {
                id: "state",
                title: t("admin.state"),
                cell: ({ name, badFrom }) =>
                  badFrom !== undefined && (
                    <Badge tone={(figures.data.get(name) ?? 0) >= badFrom ? "warn" : "good"}>
                      {t((figures.data.get(name) ?? 0) >= badFrom ? "admin.health.look" : "admin.health.fine")}
                    </Badge>
                  ),
              },
              {
                id: "value",
                title: t("admin.health.value"),
                right: true,
                cell: ({ name }) => count(figures.data.get(name)),
              },
            ]}
          />
        ) : figures.error ? (
          <div className="p-4">
            <Wrong error={figures.error} again={() => void figures.refetch()} />
          </div>
        ) : (
          <Loading />
        )}
      </Panel>
    </>
  );
}

function Light({ part, is }: { part: "ready" | "switch" | "store" | "live"; is: boolean | undefined }) {
  const { t } = useTranslation();
  const Icon = is === false ? CircleAlert : CircleCheck;
  const tone = is === undefined ? "text-muted" : is ? "text-good" : "text-bad";
  return (
    <li className="flex items-center gap-3 rounded-xl border border-line bg-surface p-4">
      <Icon size={28} aria-hidden className={tone} />
      <div>
        <p className="font-semibold">{t(`admin.health.parts.${part}`)}</p>
        <p className={tone}>{is === undefined ? t("common.loading") : t(`admin.health.${part}_${is}`)}</p>
      </div>
    </li>
  );
}

/** Has the switch tell again what it has. */
function Refresh() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  return (
    <Button
      busy={busy}
      icon={<RefreshCw size={18} aria-hidden />}
      onClick={() => {
        setBusy(true);
        told(api.POST("/api/extensions/refresh"))
          .then(
            () => sayDone(t("admin.health.refreshed")),
            (error) => sayWrong(error, t),
          )
          .finally(() => setBusy(false));
      }}
    >
      {t("admin.health.refresh")}
    </Button>
  );
}
