import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Check, Input, Select } from "~/ui/field";
import { Wrong } from "~/ui/told";
import { Around } from "../crud/Around";
import { misfit } from "../crud/field";

type Draft = Schemas["NewToken"];
type Scope = Draft["scopes"][number];
const scopes: readonly Scope[] = ["read", "control", "manage"];
const roles = ["agent", "supervisor", "administrator"] as const;
const fields = [{ name: "name" }, { name: "scopes" }, { name: "days" }];

type Props = { open: boolean; onClose: () => void; onMade: (token: { name: string; secret: string }) => void };

/** A token of one's own. */
export function NewToken({ open, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({ name: "", scopes: ["read"], role: "supervisor", days: 365 });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const about = misfit(error, fields);
  const wrong = (name: string) => (about?.field === name ? about.why : undefined);

  async function make(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const made = (await told(api.POST("/api/tokens", { body: draft }))) as unknown as Record<string, string>;
      onMade({ name: draft.name, secret: made.secret ?? made.token ?? "" });
      setDraft({ ...draft, name: "" });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("admin.tokens.new")}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="main" type="submit" form="new-token" busy={busy}>
            {t("admin.create")}
          </Button>
        </>
      }
    >
      <form id="new-token" noValidate onSubmit={(event) => void make(event)} className="grid gap-4">
        <Input
          label={t("admin.tokens.name")}
          wrong={wrong("name")}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <Around label={t("admin.tokens.may")} wrong={wrong("scopes")}>
          {scopes.map((scope) => (
            <Check
              key={scope}
              label={t(`admin.tokens.scopes.${scope}`)}
              hint={t(`admin.tokens.scope_hints.${scope}`)}
              checked={draft.scopes.includes(scope)}
              onChange={({ target }) =>
                setDraft({
                  ...draft,
                  scopes: target.checked ? [...draft.scopes, scope] : draft.scopes.filter((other) => other !== scope),
                })
              }
            />
          ))}
        </Around>
        <Select
          label={t("admin.tokens.role")}
          value={draft.role ?? "administrator"}
          onChange={(event) => setDraft({ ...draft, role: event.target.value as Schemas["Role"] })}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`roles.${role}`)}
            </option>
          ))}
        </Select>
        <Input
          type="number"
          min={1}
          max={3650}
          label={t("admin.tokens.days")}
          hint={t("admin.tokens.days_hint")}
          wrong={wrong("days")}
          value={draft.days ?? ""}
          onChange={(event) => setDraft({ ...draft, days: event.target.value ? Number(event.target.value) : null })}
        />
        {error !== undefined && !about && <Wrong error={error} />}
      </form>
    </Dialog>
  );
}
