import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { count } from "~/format";
import { Button } from "~/ui/button";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { Table } from "~/ui/table";
import { Empty, Loading, Wrong } from "~/ui/told";
import { RoomHead } from "../RoomHead";
import type { Row } from "./door";
import { type Resource, text } from "./resource";
import { useRows } from "./useRows";

/** Rows that are drawn at once. */
const SHOWN_ROWS = 100;

/** All of a kind, searched and opened. */
export function List({ resource }: { resource: Resource }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const wanted = useDeferredValue(q.trim());
  const { rows, asked } = useRows(resource.rows ?? resource.list, {
    all: !resource.searches,
    query: resource.searches ? { q: wanted } : {},
  });
  const [shown, setShown] = useState(SHOWN_ROWS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at the top
  useEffect(() => setShown(SHOWN_ROWS), [wanted]);
  const found = useMemo(
    () => (resource.searches || !wanted ? (rows ?? []) : (rows ?? []).filter((row) => holds(row, wanted))),
    [rows, wanted, resource.searches],
  );
  const columns = useMemo(() => resource.columns(t), [resource, t]);
  const open = (row: Row) => go(`/admin/${resource.key}/${encodeURIComponent(text(row, resource.id))}`);
  const title = t(`admin.${resource.key}.title`);
  return (
    <>
      <RoomHead
        title={title}
        about={t(`admin.${resource.key}.about`)}
        tools={
          <>
            {resource.tools}
            <Button look="main" icon={<Plus size={18} aria-hidden />} onClick={() => go(`/admin/${resource.key}/new`)}>
              {t(`admin.${resource.key}.new`)}
            </Button>
          </>
        }
      />
      {resource.Above && rows && rows.length > 0 && <resource.Above rows={rows} />}
      <Panel
        flush
        title={
          <span aria-live="polite">
            {title} {rows && <span className="font-normal text-muted">({count(found.length)})</span>}
          </span>
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
        {asked.error && !rows ? (
          <div className="p-4">
            <Wrong error={asked.error} again={() => void asked.refetch()} />
          </div>
        ) : !rows ? (
          <Loading />
        ) : (
          <>
            <Table
              caption={title}
              columns={columns}
              rows={found.slice(0, shown)}
              rowKey={(row) => text(row, resource.id)}
              onOpen={open}
              empty={<Empty>{t(wanted ? "admin.nothing_found" : `admin.${resource.key}.empty`)}</Empty>}
            />
            {(found.length > shown || asked.hasNextPage) && (
              <div className="border-t border-line p-3 text-center">
                <Button
                  small
                  busy={asked.isFetchingNextPage}
                  onClick={() => {
                    setShown((now) => now + SHOWN_ROWS);
                    if (found.length <= shown + SHOWN_ROWS && asked.hasNextPage) void asked.fetchNextPage();
                  }}
                >
                  {t("common.more")}
                </Button>
              </div>
            )}
          </>
        )}
      </Panel>
    </>
  );
}

/** Whether a text stands anywhere in a row. */
function holds(row: Row, wanted: string): boolean {
  const needle = wanted.toLocaleLowerCase();
  return Object.values(row).some((value) =>
    (typeof value === "object" ? JSON.stringify(value) : String(value)).toLocaleLowerCase().includes(needle),
  );
}
