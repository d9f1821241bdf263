import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { span, time } from "~/format";
import { type Column, Table } from "~/ui/table";
import type { Details } from "../flow/flow";
import { causeOf } from "./story";

/** What the switch told, step by step: for those who want to know it exactly. */
export function Raw({ call }: { call: Details }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("calls.raw.title")} className="grid min-w-0 gap-2">
      <Legs call={call} />
      <Routing call={call} />
      <Changes call={call} />
      <Bridges call={call} />
      <Timeline call={call} />
      <Folded title={t("calls.raw.identity")}>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 p-3 text-sm">
          {Object.entries({
            id: call.id,
            linkedid: call.linkedid,
            switch: call.switch,
            aliases: call.aliases.join(", "),
            anomalies: call.anomalies.join(", "),
          }).map(([name, value]) =>
            value ? (
              <div key={name} className="contents">
                <dt className="text-muted">{t(`calls.raw.${name}`)}</dt>
                <dd className="wrap-anywhere">{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </Folded>
    </section>
  );
}

function Folded({ title, count, children }: { title: ReactNode; count?: number; children: ReactNode }) {
  return (
    <details className="min-w-0 rounded-lg border border-line">
      <summary className="min-h-11 px-3 py-2.5 font-medium sm:min-h-10 sm:py-2">
        {title} {count !== undefined && <span className="font-normal text-muted">{count}</span>}
      </summary>
      <div className="border-t border-line">{children}</div>
    </details>
  );
}

type PartProps<Row> = { title: string; rows: readonly Row[]; columns: Column<Row>[] };

function Part<Row extends object>({ title, rows, columns }: PartProps<Row>) {
  if (rows.length === 0) return null;
  return (
    <Folded title={title} count={rows.length}>
      <Table caption={title} rows={rows} rowKey={(_, index) => String(index)} columns={columns} />
    </Folded>
  );
}

function Legs({ call }: { call: Details }) {
  const { t } = useTranslation();
  return (
    <Part
      title={t("calls.raw.legs")}
      rows={call.legs}
      columns={[
        { id: "from", title: t("calls.column.from"), cell: (leg) => time(leg.started_at) },
        { id: "up", title: t("calls.column.answered"), cell: (leg) => time(leg.answered_at) },
        { id: "until", title: t("calls.column.until"), cell: (leg) => time(leg.ended_at) },
        { id: "channel", title: t("calls.column.channel"), cell: (leg) => leg.channel },
        {
          id: "who",
          title: t("calls.column.party"),
          cell: (leg) => <bdi>{[leg.name, leg.number].filter(Boolean).join(" ")}</bdi>,
        },
        { id: "cause", title: t("calls.column.cause"), cell: (leg) => (leg.ended_at ? causeOf(leg.cause, t) : "") },
      ]}
    />
  );
}

function Routing({ call }: { call: Details }) {
  const { t } = useTranslation();
  return (
    <Part
      title={t("calls.raw.routing")}
      rows={call.routing}
      columns={[
        { id: "at", title: t("calls.column.at"), cell: (step) => time(step.at) },
        { id: "leg", title: t("calls.column.party"), cell: (step) => step.endpoint ?? step.leg },
        {
          id: "to",
          title: t("calls.column.where"),
          cell: (step) =>
            step.voicemail
              ? t("words.status.voicemail")
              : step.queue
                ? t("calls.mark.queue", { queue: step.queue })
                : [step.context, step.exten].filter(Boolean).join(" · "),
        },
      ]}
    />
  );
}

function Changes({ call }: { call: Details }) {
  const { t } = useTranslation();
  const names = useNames();
  const person = (number: string | null | undefined) => (
    <bdi>{number ? [names(number), number].filter(Boolean).join(" ") : "–"}</bdi>
  );
  return (
    <Part
      title={t("calls.raw.changes")}
      rows={call.extension_changes}
      columns={[
        { id: "at", title: t("calls.column.at"), cell: (change) => time(change.at) },
        { id: "from", title: t("calls.column.had"), cell: (change) => person(change.from) },
        { id: "to", title: t("calls.column.has"), cell: (change) => person(change.to) },
        {
          id: "by",
          title: t("calls.column.by"),
          cell: (change) => t(`calls.change.${change.by}`, { defaultValue: change.by }),
        },
      ]}
    />
  );
}

function Bridges({ call }: { call: Details }) {
  const { t } = useTranslation();
  return (
    <Part
      title={t("calls.raw.bridges")}
      rows={call.bridge_segments}
      columns={[
        { id: "from", title: t("calls.column.from"), cell: (segment) => time(segment.from) },
        { id: "until", title: t("calls.column.until"), cell: (segment) => time(segment.until) },
        {
          id: "span",
          title: t("calls.column.span"),
          right: true,
          cell: ({ from, until }) => (from && until ? span((Date.parse(until) - Date.parse(from)) / 1_000) : "–"),
        },
        { id: "leg", title: t("calls.column.party"), cell: (segment) => segment.endpoint ?? segment.leg },
        {
          id: "kind",
          title: t("calls.column.kind"),
          cell: (segment) => t(`calls.bridge.${segment.kind}`, { defaultValue: segment.kind }),
        },
        { id: "bridge", title: t("calls.column.bridge"), cell: (segment) => segment.bridge.slice(0, 8) },
      ]}
    />
  );
}

function Timeline({ call }: { call: Details }) {
  const { t } = useTranslation();
  return (
    <>
      <Part
        title={t("calls.raw.timeline")}
        rows={call.timeline}
        columns={[
          { id: "at", title: t("calls.column.at"), cell: (step) => time(step.at) },
          { id: "leg", title: t("calls.column.party"), cell: (step) => step.endpoint ?? step.leg ?? "" },
          {
            id: "what",
            title: t("calls.column.what"),
            cell: (step) => t(`calls.step.${step.kind}`, { defaultValue: step.kind }),
          },
          {
            id: "text",
            title: t("calls.column.told"),
            cell: (step) => (
              <bdi lang="en" className="text-muted">
                {step.text}
              </bdi>
            ),
          },
        ]}
      />
      {!call.timeline_is_whole && call.timeline.length > 0 && (
        <p className="text-sm text-muted">{t("calls.raw.not_whole")}</p>
      )}
    </>
  );
}
