import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Area, Input, Select } from "~/ui/field";
import { useAct } from "../act";

const kinds: Schemas["CustomerKind"][] = ["customer", "lead", "contact"];

/** Puts an unknown caller in: the number is known, the rest is asked. */
export function NewCustomer({ number, name, onClose }: { number: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, act } = useAct();
  const [draft, setDraft] = useState({ name, company: "", email: "", note: "", number, kind: kinds[0] });
  const set = (field: keyof typeof draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [field]: event.target.value });
  const { number: written, ...rest } = draft;
  const save = () =>
    void act(
      "save",
      () => told(api.POST("/api/customers", { body: { ...rest, numbers: [{ number: written, kind: "other" }] } })),
      t("agent.put_in_done"),
    ).then((done) => done && onClose());
  const nameless = !draft.name.trim() && !draft.company.trim();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("agent.put_in")}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="main" busy={busy !== null} disabled={nameless} onClick={save}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Input
          label={t("agent.field_name")}
          value={draft.name}
          onChange={set("name")}
          maxLength={200}
          hint={t("agent.name_or_company")}
        />
        <Input label={t("agent.field_company")} value={draft.company} onChange={set("company")} maxLength={200} />
        <Input label={t("agent.field_number")} value={draft.number} onChange={set("number")} maxLength={40} />
        <Input
          label={t("agent.field_email")}
          type="email"
          value={draft.email}
          onChange={set("email")}
          maxLength={200}
        />
        <Select
          label={t("agent.field_kind")}
          value={draft.kind}
          onChange={(event) => setDraft({ ...draft, kind: event.target.value as Schemas["CustomerKind"] })}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`agent.kind_${kind}`)}
            </option>
          ))}
        </Select>
        <Area label={t("agent.customer_note")} rows={3} value={draft.note} onChange={set("note")} maxLength={4_000} />
      </div>
    </Dialog>
  );
}
