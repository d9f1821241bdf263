import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, type Schemas, told } from "~/api/client";
import { count } from "~/format";
import { Badge } from "~/ui/badge";
import { Button, Spinner } from "~/ui/button";
import { Input, Select } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { Table } from "~/ui/table";
import { sayDone, sayWrong } from "~/ui/toast";
import { Empty, Loading, Wrong } from "~/ui/told";
import { ask } from "../crud/door";
import { RoomHead } from "../RoomHead";
import { Reconclude } from "./Reconclude";

type Found = Schemas["FoundEndpoints"]["endpoints"][number];
type Setup = Schemas["Setup"];
type Said = "found" | "trunk" | "extension";

const SHOWN_ROWS = 100;

/** What was found at the switch, and what is corrected of it. */
export default function Endpoints() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const [shown, setShown] = useState(SHOWN_ROWS);
  const [busy, setBusy] = useState<string>();
  const [hasCorrected, setHasCorrected] = useState(false);
  const found = useQuery({
    queryKey: ["admin", "found"],
    queryFn: () => told(api.GET("/api/settings/found")),
    refetchInterval: 10_000,
  });
  const settings = useQuery({
    queryKey: ["admin", "/api/settings"],
    queryFn: () => ask<Schemas["Settings"]>("get", "/api/settings"),
  });
  const setup = settings.data?.data.switch;
  const rows = (found.data?.endpoints ?? []).filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()));

  async function correct(name: string, said: Said) {
    setBusy(name);
    try {
      // What is there now is changed: somebody else may have corrected another one.
      const { data, etag } = await ask<Schemas["Settings"]>("get", "/api/settings");
      const body = { switch: corrected(data.switch, name, said) };
      const answer = await ask("put", "/api/settings", { body, etag });
      queries.setQueryData(["admin", "/api/settings"], answer);
      await found.refetch();
      setHasCorrected(true);
      sayDone(t("admin.saved"));
    } catch (refusal) {
      sayWrong(refusal, t);
    } finally {
      setBusy(undefined);
    }
  }

  const title = t("admin.endpoints.title");
  const error = found.error ?? settings.error;
  return (
    <>
      <RoomHead title={title} about={t("admin.endpoints.about")} />
      <Reconclude suggested={hasCorrected} />
      <Panel
        flush
        title={
          <>
            {title} {found.data && <span className="font-normal text-muted">({count(rows.length)})</span>}
          </>
        }
        tools={
          <div className="w-full sm:w-64">
            <Input
              label={t("common.search")}
              hideLabel
              type="search"
              placeholder={t("common.search")}
              value={q}
              onChange={(event) => setParams(event.target.value ? { q: event.target.value } : {}, { replace: true })}
            />
          </div>
        }
      >
        {found.data && setup ? (
          <>
            {found.data.truncated && <p className="px-4 py-2 text-sm text-warn">{t("admin.endpoints.truncated")}</p>}
            <Table<Found>
              caption={title}
              rows={rows.slice(0, shown)}
              rowKey={(row) => row.name}
              empty={<Empty>{t("admin.nothing_found")}</Empty>}
              columns={[
                { id: "name", title: t("admin.endpoints.name"), cell: (row) => row.name, className: "font-medium" },
                {
                  id: "is",
                  title: t("admin.endpoints.is"),
                  cell: (row) => (
                    <Badge tone={row.is === "trunk" ? "busy" : "good"}>{t(`admin.endpoints.${row.is}`)}</Badge>
                  ),
                },
                { id: "why", title: t("admin.endpoints.why"), cell: (row) => row.why, from: "md" },
                {
                  id: "legs",
                  title: t("admin.endpoints.legs"),
                  cell: (row) => count(row.live_legs),
                  right: true,
                  from: "sm",
                },
                {
                  id: "said",
                  title: t("admin.endpoints.correct"),
                  cell: (row) => (
                    <div className="flex items-center gap-2">
                      <Select
                        label={t("admin.endpoints.correct_one", { name: row.name })}
                        hideLabel
                        disabled={busy !== undefined}
                        value={saidOf(setup, row.name)}
                        onChange={(event) => void correct(row.name, event.target.value as Said)}
                      >
                        {(["found", "trunk", "extension"] as const).map((said) => (
                          <option key={said} value={said}>
                            {t(`admin.endpoints.said_${said}`)}
                          </option>
                        ))}
                      </Select>
                      {busy === row.name && <Spinner />}
                    </div>
                  ),
                },
              ]}
            />
            {rows.length > shown && (
              <div className="border-t border-line p-3 text-center">
                <Button small onClick={() => setShown((now) => now + SHOWN_ROWS)}>
                  {t("common.more")}
                </Button>
              </div>
            )}
          </>
        ) : error ? (
          <div className="p-4">
            <Wrong error={error} again={() => void Promise.all([found.refetch(), settings.refetch()])} />
          </div>
        ) : (
          <Loading />
        )}
      </Panel>
    </>
  );
}

const saidOf = (setup: Setup, name: string): Said =>
  setup.trunks.includes(name) ? "trunk" : setup.extensions.includes(name) ? "extension" : "found";

function corrected(setup: Setup, name: string, said: Said): Setup {
  const without = (names: string[]) => names.filter((other) => other !== name);
  return {
    ...setup,
    trunks: said === "trunk" ? [...without(setup.trunks), name] : without(setup.trunks),
    extensions: said === "extension" ? [...without(setup.extensions), name] : without(setup.extensions),
  };
}
