import { useQueryClient } from "@tanstack/react-query";
import { Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { count, moment, span } from "~/format";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { type Column, Table } from "~/ui/table";
import { sayDone } from "~/ui/toast";
import { Empty, Loading, Wrong } from "~/ui/told";
import { ask } from "../crud/door";
import { useRows } from "../crud/useRows";
import { dayStart } from "../days";
import { RoomHead } from "../RoomHead";

type Recording = Schemas["Recording"];

/** All recordings: heard, and removed. */
export default function Recordings() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const filter = (name: string) => params.get(name) ?? "";
  const { rows, asked } = useRows("/api/recordings", {
    query: {
      from: dayStart(filter("from")),
      until: dayStart(filter("until"), 1),
      queue: filter("queue"),
      agent: filter("agent"),
    },
  });
  const [playing, setPlaying] = useState<string>();
  const [going, setGoing] = useState<Recording>();
  const say = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const columns: Column<Recording>[] = [
    {
      id: "at",
      title: t("admin.recordings.at"),
      cell: (row) => (
        <Link to={`/calls/${row.call_id}`} className="whitespace-nowrap underline underline-offset-2">
          {moment(row.started_at ?? row.call_started_at)}
        </Link>
      ),
    },
    { id: "caller", title: t("admin.recordings.caller"), cell: (row) => <bdi>{row.caller ?? "–"}</bdi> },
    { id: "dialed", title: t("admin.recordings.dialed"), cell: (row) => <bdi>{row.dialed ?? "–"}</bdi>, from: "sm" },
    { id: "queue", title: t("admin.recordings.queue"), cell: (row) => row.queue ?? "–", from: "md" },
    { id: "length", title: t("admin.recordings.length"), cell: (row) => span(row.duration_s), right: true, from: "md" },
    {
      id: "size",
      title: t("admin.recordings.size"),
      cell: (row) => (row.bytes ? `${count(Math.ceil(row.bytes / 1_000))} kB` : "–"),
      right: true,
      from: "lg",
    },
    {
      id: "play",
      title: t("admin.recordings.sound"),
      cell: (row) =>
        row.available ? (
          playing === row.id ? (
            // biome-ignore lint/a11y/useMediaCaption: there is no text of what was said
            <audio
              controls
              autoPlay
              src={`/api/recordings/${encodeURIComponent(row.id)}/audio`}
              aria-label={t("admin.recordings.play", { caller: row.caller ?? "", at: moment(row.started_at) })}
              className="h-10 w-64 max-w-full"
            />
          ) : (
            <Button
              small
              icon={<Play size={16} aria-hidden />}
              label={t("admin.recordings.play", { caller: row.caller ?? "", at: moment(row.started_at) })}
              onClick={() => setPlaying(row.id)}
            />
          )
        ) : (
          <div className="max-w-72 text-sm text-muted">
            {row.removed_at ? (
              t("admin.recordings.removed", { by: row.removed_by ?? "", at: moment(row.removed_at) })
            ) : (
              <details>
                <summary className="min-h-6">{t("admin.recordings.away")}</summary>
                <p className="wrap-anywhere">{row.why_not}</p>
              </details>
            )}
          </div>
        ),
    },
    {
      id: "delete",
      title: <span className="sr-only">{t("common.delete")}</span>,
      right: true,
      cell: (row) =>
        row.available && (
          <Button
            small
            look="quiet"
            icon={<Trash2 size={16} aria-hidden />}
            label={t("admin.recordings.delete.do", { file: row.file })}
            onClick={() => setGoing(row)}
          />
        ),
    },
  ];
  const title = t("admin.recordings.title");
  return (
    <>
      <RoomHead title={title} about={t("admin.recordings.about")} />
      <Panel flush title={title}>
        <div className="grid grid-cols-2 gap-2 border-b border-line p-3 md:grid-cols-4">
          {(["from", "until"] as const).map((name) => (
            <Input
              key={name}
              type="date"
              label={t(`admin.${name}`)}
              value={filter(name)}
              onChange={(event) => say(name, event.target.value)}
            />
          ))}
          {(["queue", "agent"] as const).map((name) => (
            <Input
              key={name}
              label={t(`admin.recordings.${name}`)}
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
              rows={rows as unknown as Recording[]}
              rowKey={(row) => row.id}
              empty={<Empty>{t("admin.recordings.empty")}</Empty>}
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
      {going && <DeleteRecording recording={going} onClose={() => setGoing(undefined)} />}
    </>
  );
}

function DeleteRecording({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function go() {
    setBusy(true);
    try {
      await ask("delete", `/api/recordings/${encodeURIComponent(recording.id)}`);
      sayDone(t("admin.gone"));
      await queries.invalidateQueries({ queryKey: ["admin", "/api/recordings"] });
      onClose();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("admin.recordings.delete.title")}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" busy={busy} onClick={() => void go()}>
            {t("common.delete")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p>{t("admin.recordings.delete.what")}</p>
        <code className="wrap-anywhere">{recording.file}</code>
        {error !== undefined && <Wrong error={error} />}
      </div>
    </Dialog>
  );
}
