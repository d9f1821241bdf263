import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { sayDone } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { RoomHead } from "../RoomHead";
import { ask, isChanged, type Row } from "./door";
import { Form } from "./Form";
import type { Resource } from "./resource";

const keyOf = (resource: Resource, id: string) => ["admin", resource.one, id];

/** Makes one. */
export function Create({ resource }: { resource: Resource }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const queries = useQueryClient();
  const [start] = useState(resource.fresh);
  const [made, setMade] = useState<Row>();
  const back = `/admin/${resource.key}`;
  const title = t(`admin.${resource.key}.new`);
  if (made && resource.Made) {
    return (
      <>
        <RoomHead title={title} back={back} />
        <resource.Made answer={made} onDone={() => go(back)} />
      </>
    );
  }
  return (
    <>
      <RoomHead title={title} back={back} />
      <Form
        room={resource.key}
        groups={resource.groups}
        start={start}
        isNew
        back={back}
        audit={{ action: resource.audit, target: "" }}
        onSave={async (row) => {
          const { data } = await ask("post", resource.list, { body: resource.toBody?.(row, true) ?? row });
          sayDone(t("admin.made"));
          void queries.invalidateQueries({ queryKey: ["admin"] });
          if (resource.Made) setMade(data);
          else go(back);
        }}
      />
    </>
  );
}

/** Changes one that is there, or takes it away. */
export function Edit({ resource }: { resource: Resource }) {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const go = useNavigate();
  const queries = useQueryClient();
  const [round, setRound] = useState(0);
  const back = `/admin/${resource.key}`;
  const path = `${resource.one}/${encodeURIComponent(id)}${resource.oneEnd ?? ""}`;
  const bare = `${resource.one}/${encodeURIComponent(id)}`;
  const asked = useQuery({ queryKey: keyOf(resource, id), queryFn: () => ask("get", path), staleTime: 0, gcTime: 0 });
  const one = asked.data;

  async function reload() {
    await asked.refetch();
    setRound((now) => now + 1);
  }

  if (asked.isPending) return <Loading />;
  if (!one) {
    return (
      <>
        <RoomHead title={id} back={back} />
        <Wrong error={asked.error} again={() => void asked.refetch()} />
      </>
    );
  }
  return (
    <>
      <RoomHead
        title={resource.name(one.data) || id}
        back={back}
        tools={
          (resource.canDelete?.(one.data) ?? true) && (
            <Delete
              resource={resource}
              name={resource.name(one.data) || id}
              onDelete={async () => {
                await ask("delete", bare, { etag: one.etag });
                sayDone(t("admin.gone"));
                go(back);
                void queries.invalidateQueries({ queryKey: ["admin"] });
              }}
              onReload={() => void reload()}
            />
          )
        }
      />
      <Form
        key={`${id}-${round}-${one.etag}`}
        room={resource.key}
        groups={resource.groups}
        start={one.data}
        isNew={false}
        back={back}
        audit={{ action: resource.audit, target: id }}
        onReload={() => void reload()}
        onSave={async (row) => {
          await ask("put", bare, { body: resource.toBody?.(row, false) ?? row, etag: one.etag });
          sayDone(t("admin.saved"));
          void queries.invalidateQueries({ queryKey: ["admin"] });
          go(back);
        }}
      />
      {resource.More && <resource.More key={one.etag} one={one} reload={() => void reload()} />}
    </>
  );
}

type DeleteProps = { resource: Resource; name: string; onDelete: () => Promise<void>; onReload: () => void };

function Delete({ resource, name, onDelete, onReload }: DeleteProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return (
    <>
      <Button look="danger" icon={<Trash2 size={18} aria-hidden />} onClick={() => setOpen(true)}>
        {t("common.delete")}
      </Button>
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          setError(undefined);
        }}
        title={t("admin.delete.title", { name })}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{t("common.cancel")}</Button>
            {isChanged(error) ? (
              <Button
                onClick={() => {
                  setOpen(false);
                  setError(undefined);
                  onReload();
                }}
              >
                {t("admin.faster.reload")}
              </Button>
            ) : (
              <Button
                look="danger"
                busy={busy}
                onClick={() => {
                  setBusy(true);
                  onDelete()
                    .catch(setError)
                    .finally(() => setBusy(false));
                }}
              >
                {t("common.delete")}
              </Button>
            )}
          </>
        }
      >
        <div className="grid gap-3">
          <p>{t(`admin.${resource.key}.delete`)}</p>
          {error !== undefined && <Wrong error={error} />}
        </div>
      </Dialog>
    </>
  );
}
