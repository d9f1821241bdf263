import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Info, RefreshCw, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { whole } from "~/format";
import { Badge, type Tone } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { Loading, Wrong } from "~/ui/told";
import { CopyButton } from "../floor/Secret";

type Examination = Schemas["Examination"];
type Finding = Schemas["Finding"];

const order = ["change", "note", "fine"] as const satisfies readonly Finding["level"][];
const icons = { change: TriangleAlert, note: Info, fine: CircleCheck };
const tones: Record<Finding["level"], Tone> = { change: "warn", note: "idle", fine: "good" };

/** What has to change at the switch so that nothing of it stays unseen. */
export function Doctor() {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["admin", "doctor"],
    queryFn: () => told(api.GET("/api/doctor")),
    // It takes seconds, and the switch logs each one in: only who asks for another one gets it.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    retryOnMount: false,
  });
  return (
    <Panel
      title={t("admin.health.findings")}
      tools={
        <Button
          small
          busy={isFetching}
          icon={<RefreshCw size={16} aria-hidden />}
          onClick={() => void refetch()}
          className="min-h-11 sm:min-h-8"
        >
          {t("admin.health.examine")}
        </Button>
      }
    >
      <div className="grid gap-4">
        {error && !isFetching && <Wrong error={error} again={() => void refetch()} />}
        {!data && isFetching && <Loading>{t("admin.health.examining")}</Loading>}
        {data && (
          <>
            <p role="status" className="text-muted">
              {isFetching ? t("admin.health.examining") : <Summary examination={data} />}
            </p>
            <Found examination={data} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Summary({ examination }: { examination: Examination }) {
  const { t } = useTranslation();
  const count = examination.findings.filter(({ level }) => level === "change").length;
  return (
    <>
      <strong className="text-ink">{t("admin.health.changes", { count })}</strong>{" "}
      {t("admin.health.examined", { place: examination.place, user: examination.user, at: whole(examination.at) })}
    </>
  );
}

function Found({ examination: { findings, manager_conf: lines } }: { examination: Examination }) {
  const { t } = useTranslation();
  const sorted = order.flatMap((level) => findings.filter((finding) => finding.level === level));
  return (
    <>
      <ul className="grid divide-y divide-line">
        {sorted.map((finding) => (
          <Row key={finding.what} finding={finding} />
        ))}
      </ul>
      {lines && (
        <section aria-labelledby="manager-conf" className="grid gap-2">
          <h3 id="manager-conf" className="flex items-center gap-2 font-semibold">
            {t("admin.health.manager_conf")} <CopyButton key={lines} text={lines} name="manager.conf" />
          </h3>
          <p className="text-sm text-muted">
            {t(
              findings.some(({ level }) => level === "change")
                ? "admin.health.manager_conf_how"
                : "admin.health.manager_conf_compare",
            )}
          </p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
            tabIndex={0}
            className="overflow-auto rounded-lg border border-line p-3 text-sm"
          >
            {lines}
          </pre>
        </section>
      )}
    </>
  );
}

function Row({ finding: { level, what, lines } }: { finding: Finding }) {
  const { t } = useTranslation();
  const Icon = icons[level];
  return (
    <li className="grid gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <div>
        <Badge tone={tones[level]} icon={<Icon size={14} aria-hidden />}>
          {t(`admin.health.level.${level}`)}
        </Badge>
      </div>
      <div className="min-w-0">
        <h3 className="font-semibold">{t(`admin.health.finding.${what}`, { defaultValue: what })}</h3>
        {/* The server's own words, which it has in English. */}
        <ul lang="en" className="grid gap-1 text-sm">
          {lines.map((line) => (
            <li key={line} className="wrap-anywhere">
              {line}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
