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
import { sayDone } from "~/ui/toast";
import { Empty, Loading, Wrong } from "~/ui/told";
import { text } from "../crud/resource";
import { useRows } from "../crud/useRows";
import { Secret } from "../floor/Secret";
import { RoomHead } from "../RoomHead";
import { NewToken } from "./NewToken";

type Token = Schemas["Tokens"]["items"][number];

/** What programs are known by: everybody's tokens, and one's own new ones. */
export default function Tokens() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: ["admin", "tokens"],
    queryFn: () => told(api.GET("/api/tokens", { params: { query: { all: true } } })),
  });
  const { rows: users } = useRows("/api/users", { all: true });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string }>();
  const [going, setGoing] = useState<Token>();
  const loginOf = (id: string) => {
    const user = users?.find((row) => row.id === id);
    return user ? text(user, "login") : id;
  };
  const columns: Column<Token>[] = [
    { id: "name", title: t("admin.tokens.name"), cell: (row) => <bdi>{row.name}</bdi>, className: "font-medium" },
    { id: "user", title: t("admin.tokens.whose"), cell: (row) => loginOf(row.user_id) },
    {
      id: "scopes",
      title: t("admin.tokens.may"),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.scopes.map((scope) => (
            <Badge key={scope}>{t(`admin.tokens.scopes.${scope}`)}</Badge>
          ))}
        </span>
      ),
      from: "sm",
    },
    { id: "role", title: t("admin.tokens.role"), cell: (row) => t(`roles.${row.role}`), from: "md" },
    { id: "used", title: t("admin.tokens.used"), cell: (row) => moment(row.used_at), from: "md" },
    { id: "ends", title: t("admin.tokens.ends"), cell: (row) => date(row.expires_at), from: "md" },
    {
      id: "delete",
      title: <span className="sr-only">{t("common.delete")}</span>,
      right: true,
      cell: (row) => (
        <Button
          small
          look="quiet"
          icon={<Trash2 size={16} aria-hidden />}
          label={t("admin.delete.title", { name: row.name }).replace("?", "")}
          onClick={() => setGoing(row)}
        />
      ),
    },
  ];
  return (
    <>
      <RoomHead
        title={t("admin.tokens.title")}
        about={t("admin.tokens.about")}
        tools={
          <Button look="main" icon={<Plus size={18} aria-hidden />} onClick={() => setMaking(true)}>
            {t("admin.tokens.new")}
          </Button>
        }
      />
      {made && (
        <Secret
          title={t("admin.tokens.made", { name: made.name })}
          lines={[[t("admin.tokens.secret"), made.secret]]}
          onDone={() => setMade(undefined)}
        />
      )}
      <Panel flush title={t("admin.tokens.title")}>
        {asked.data ? (
          <Table
            caption={t("admin.tokens.title")}
            columns={columns}
            rows={asked.data.items}
            rowKey={(row) => row.id}
            empty={<Empty>{t("admin.tokens.empty")}</Empty>}
          />
        ) : asked.error ? (
          <div className="p-4">
            <Wrong error={asked.error} again={() => void asked.refetch()} />
          </div>
        ) : (
          <Loading />
        )}
      </Panel>
      <NewToken
        open={making}
        onClose={() => setMaking(false)}
        onMade={(token) => {
          setMade(token);
          setMaking(false);
          void queries.invalidateQueries({ queryKey: ["admin", "tokens"] });
        }}
      />
      {going && <DeleteToken token={going} onClose={() => setGoing(undefined)} />}
    </>
  );
}

function DeleteToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function go() {
    setBusy(true);
    try {
      await told(api.DELETE("/api/tokens/{id}", { params: { path: { id: token.id } } }));
      sayDone(t("admin.gone"));
      void queries.invalidateQueries({ queryKey: ["admin", "tokens"] });
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
      title={t("admin.delete.title", { name: token.name })}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" busy={busy} onClick={() => void go()}>
            {t("common.delete")}
          </Button>
        </>
      }
    >
      <p>{t("admin.tokens.delete")}</p>
      {error !== undefined && <Wrong error={error} />}
    </Dialog>
  );
}
