import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { moment, whole } from "~/format";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { type Column, Table } from "~/ui/table";
import { Empty, Loading, Wrong } from "~/ui/told";
import { useRows } from "../crud/useRows";
import { dayStart } from "../days";
import { RoomHead } from "../RoomHead";

type Entry = Schemas["AuditEntry"];
const filters = ["login", "action", "target"] as const;

/** Who did what, the latest first. */
export default function Audit() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const filter = (name: string) => params.get(name) ?? "";
  const { rows, asked } = useRows("/api/audit", {
    query: {
      from: dayStart(filter("from")),
      until: dayStart(filter("until"), 1),
      ...Object.fromEntries(filters.map((name) => [name, filter(name).trim()])),
    },
  });
  const [open, setOpen] = useState<Entry>();
  const say = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const columns: Column<Entry>[] = [
    { id: "at", title: t("admin.audit.at"), cell: (row) => moment(row.at), className: "whitespace-nowrap" },
    { id: "login", title: t("admin.audit.login"), cell: (row) => <bdi>{row.login}</bdi>, className: "font-medium" },
    { id: "action", title: t("admin.audit.action"), cell: (row) => <code>{row.action}</code> },
    {
      id: "target",
      title: t("admin.audit.target"),
      cell: (row) => <bdi className="wrap-anywhere">{row.target || "–"}</bdi>,
      from: "md",
    },
    { id: "via", title: t("admin.audit.via"), cell: (row) => row.via, from: "lg" },
    { id: "address", title: t("admin.audit.address"), cell: (row) => row.address, from: "lg" },
  ];
  const title = t("admin.audit.title");
  return (
    <>
      <RoomHead title={title} about={t("admin.audit.about")} />
      <Panel flush title={title}>
        <div className="grid grid-cols-2 gap-2 border-b border-line p-3 md:grid-cols-5">
          {(["from", "until"] as const).map((name) => (
            <Input
              key={name}
              type="date"
              label={t(`admin.${name}`)}
              value={filter(name)}
              onChange={(event) => say(name, event.target.value)}
            />
          ))}
          {filters.map((name) => (
            <Input
              key={name}
              label={t(`admin.audit.${name}`)}
              placeholder={name === "action" ? "team.change" : undefined}
              value={filter(name)}
              onChange={(event) => say(name, event.target.value)}
            />
          ))}
        </div>
        {rows ? (
          <>
            <Table
              caption={title}
              columns={columns}
              rows={rows as unknown as Entry[]}
              rowKey={(row) => row.id}
              onOpen={setOpen}
              empty={<Empty>{t("admin.nothing_found")}</Empty>}
            />
            {asked.hasNextPage && (
              <div className="border-t border-line p-3 text-center">
                <Button small busy={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
                  {t("common.more")}
                </Button>
              </div>
            )}
          </>
        ) : asked.error ? (
          <div className="p-4">
            <Wrong error={asked.error} again={() => void asked.refetch()} />
          </div>
        ) : (
          <Loading />
        )}
      </Panel>
      <Dialog wide open={open !== undefined} onClose={() => setOpen(undefined)} title={open?.action}>
        {open && (
          <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
            {(["at", "login", "target", "via", "address", "detail"] as const).map((name) => (
              <div key={name} className="contents">
                <dt className="text-muted">{t(`admin.audit.${name}`)}</dt>
                <dd className="wrap-anywhere">
                  {name === "detail" ? (
                    <pre className="overflow-x-auto rounded-lg bg-raised p-3 text-sm whitespace-pre-wrap">
                      {JSON.stringify(open.detail, null, 2)}
                    </pre>
                  ) : name === "at" ? (
                    whole(open.at)
                  ) : (
                    open[name] || "–"
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Dialog>
    </>
  );
}
