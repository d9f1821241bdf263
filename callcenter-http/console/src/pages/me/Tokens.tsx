import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { date, moment } from "~/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { type Column, Table } from "~/ui/table";
import { sayDone, sayWrong } from "~/ui/toast";
import { Empty, Loading, Wrong } from "~/ui/told";
import { NewToken } from "./NewToken";

type Token = Schemas["ApiToken"];

/** One's own tokens: what programs log in with in one's name. */
export function Tokens() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [goes, setGoes] = useState<Token | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useQuery({ queryKey: ["tokens"], queryFn: () => told(api.GET("/api/tokens")) });

  const remove = async (token: Token) => {
    setBusy(true);
    try {
      await told(api.DELETE("/api/tokens/{id}", { params: { path: { id: token.id } } }));
      sayDone(t("me.token_deleted"));
      await client.invalidateQueries({ queryKey: ["tokens"] });
      setGoes(null);
    } catch (error) {
      sayWrong(error, t);
    } finally {
      setBusy(false);
    }
  };

  const columns: Column<Token>[] = [
    { id: "name", title: t("me.token_name"), cell: (token) => <bdi className="wrap-anywhere">{token.name}</bdi> },
    {
      id: "scopes",
      title: t("me.token_scopes"),
      cell: (token) => (
        <span className="flex flex-wrap gap-1">
          {token.scopes.map((scope) => (
            <Badge key={scope}>{t(`me.scope_${scope}`)}</Badge>
          ))}
        </span>
      ),
    },
    { id: "used", title: t("me.token_used"), cell: (token) => moment(token.used_at), from: "md" },
    {
      id: "ends",
      title: t("me.token_ends"),
      cell: (token) => (token.expires_at ? date(token.expires_at) : t("me.never")),
      from: "sm",
    },
    {
      id: "delete",
      title: <span className="sr-only">{t("common.delete")}</span>,
      right: true,
      cell: (token) => (
        <Button
          small
          look="quiet"
          className="size-11 sm:size-8"
          icon={<Trash2 size={16} aria-hidden />}
          label={`${t("common.delete")}: ${token.name}`}
          onClick={() => setGoes(token)}
        />
      ),
    },
  ];

  return (
    <Panel
      flush
      title={t("me.tokens")}
      tools={
        <Button small icon={<Plus size={16} aria-hidden />} onClick={() => setOpen(true)}>
          {t("me.token_new")}
        </Button>
      }
    >
      {asked.isError ? (
        <div className="p-4">
          <Wrong error={asked.error} again={() => void asked.refetch()} />
        </div>
      ) : !asked.data ? (
        <Loading />
      ) : (
        <Table
          caption={t("me.tokens")}
          columns={columns}
          rows={asked.data.items}
          rowKey={(token) => token.id}
          empty={<Empty>{t("me.no_tokens")}</Empty>}
        />
      )}
      {open && <NewToken onClose={() => setOpen(false)} />}
      <Dialog
        open={goes !== null}
        onClose={() => setGoes(null)}
        title={t("me.token_delete")}
        actions={
          <>
            <Button onClick={() => setGoes(null)}>{t("common.cancel")}</Button>
            <Button look="danger" busy={busy} onClick={() => goes && void remove(goes)}>
              {t("common.delete")}
            </Button>
          </>
        }
      >
        {t("me.token_delete_sure", { name: goes?.name })}
      </Dialog>
    </Panel>
  );
}
