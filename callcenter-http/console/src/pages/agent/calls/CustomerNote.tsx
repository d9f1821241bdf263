import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { Button } from "~/ui/button";
import { Area } from "~/ui/field";
import { Wrong } from "~/ui/told";
import { useAct } from "../act";

/** What everybody should know of a customer; agents may change it. Who was quicker is not overwritten. */
export function CustomerNote({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { busy, act } = useAct();
  const [draft, setDraft] = useState<string | null>(null);
  const asked = useQuery({
    queryKey: ["customer", id],
    queryFn: () => told(api.GET("/api/customers/{id}", { params: { path: { id } } })),
  });
  if (asked.isError) return <Wrong error={asked.error} again={() => void asked.refetch()} />;
  const customer = asked.data;
  if (!customer) return null;

  const save = async () => {
    const done = await act(
      "note",
      () =>
        told(
          api.PUT("/api/customers/{id}/note", {
            params: { path: { id }, header: { "If-Match": `"${customer.version}"` } },
            body: { note: draft ?? "" },
          }),
        ),
      t("agent.note_saved"),
    );
    await client.invalidateQueries({ queryKey: ["customer", id] });
    if (done) setDraft(null);
  };

  if (draft === null) {
    return (
      <div className="flex items-start gap-2 rounded-lg bg-raised p-2">
        <p className="min-w-0 flex-1 wrap-break-word whitespace-pre-line">
          {customer.note || <span className="text-muted">{t("agent.no_note")}</span>}
        </p>
        <Button small look="quiet" onClick={() => setDraft(customer.note)}>
          {t("common.edit")}
        </Button>
      </div>
    );
  }
  return (
    <div className="grid gap-2">
      <Area
        label={t("agent.customer_note")}
        rows={3}
        maxLength={4_000}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className="flex gap-2">
        <Button small look="main" busy={busy !== null} onClick={() => void save()}>
          {t("common.save")}
        </Button>
        <Button small onClick={() => setDraft(null)}>
          {t("common.cancel")}
        </Button>
      </div>
    </div>
  );
}
