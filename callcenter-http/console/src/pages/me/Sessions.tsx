import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { useSession } from "~/app/session";
import { moment } from "~/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { sayDone, sayWrong } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { clientName } from "./client-name";

/** Where one is logged in, and ending that. */
export function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { ask } = useSession();
  const [busy, setBusy] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const asked = useQuery({ queryKey: ["sessions"], queryFn: () => told(api.GET("/api/auth/sessions")) });

  const end = async (id: string) => {
    setBusy(id);
    try {
      await told(api.DELETE("/api/auth/sessions/{id}", { params: { path: { id } } }));
      sayDone(t("me.session_ended"));
      await client.invalidateQueries({ queryKey: ["sessions"] });
    } catch (error) {
      sayWrong(error, t);
    } finally {
      setBusy(null);
    }
  };
  const endAll = async () => {
    setBusy("all");
    try {
      await told(api.DELETE("/api/auth/sessions"));
      await ask();
    } catch (error) {
      sayWrong(error, t);
      setBusy(null);
    }
  };

  return (
    <Panel
      title={t("me.sessions")}
      tools={
        <Button small look="danger" onClick={() => setSure(true)}>
          {t("me.end_all")}
        </Button>
      }
      flush
    >
      {asked.isError ? (
        <div className="p-4">
          <Wrong error={asked.error} again={() => void asked.refetch()} />
        </div>
      ) : !asked.data ? (
        <Loading />
      ) : (
        <ul className="max-h-96 overflow-auto">
          {asked.data.items.map((session) => (
            <Row key={session.id} session={session} busy={busy === session.id} onEnd={() => void end(session.id)} />
          ))}
        </ul>
      )}
      <Dialog
        open={sure}
        onClose={() => setSure(false)}
        title={t("me.end_all")}
        actions={
          <>
            <Button onClick={() => setSure(false)}>{t("common.cancel")}</Button>
            <Button look="danger" busy={busy === "all"} onClick={() => void endAll()}>
              {t("me.end_all")}
            </Button>
          </>
        }
      >
        {t("me.end_all_sure")}
      </Dialog>
    </Panel>
  );
}

function Row({ session, busy, onEnd }: { session: Schemas["Session"]; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const name = clientName(session.client);
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0">
      <span className="grid min-w-0 flex-1 leading-snug">
        <span className="flex flex-wrap items-center gap-2">
          <bdi className="truncate font-medium" title={session.client}>
            {name ?? t("common.unknown")}
          </bdi>
          {session.current && <Badge tone="good">{t("me.this_one")}</Badge>}
        </span>
        <span className="text-sm text-muted">
          {session.address} · {t("me.used", { at: moment(session.used_at) })}
        </span>
      </span>
      {!session.current && (
        <Button small busy={busy} onClick={onEnd} aria-label={`${t("me.end")}: ${name ?? session.address}`}>
          {t("me.end")}
        </Button>
      )}
    </li>
  );
}
