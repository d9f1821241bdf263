import { useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, told } from "~/api/client";
import { isAtLeast, useMe } from "~/app/session";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Check, Input } from "~/ui/field";
import { sayDone } from "~/ui/toast";
import { Wrong } from "~/ui/told";

/** Makes a token; its secret is shown here and never again. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const client = useQueryClient();
  const [scopes, setScopes] = useState<Schemas["Scope"][]>(["read"]);
  const [made, setMade] = useState<string | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const all: Schemas["Scope"][] = isAtLeast(user.role, "administrator")
    ? ["read", "control", "manage"]
    : ["read", "control"];

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const days = Number(said.get("days"));
    setBusy(true);
    setWrong(null);
    try {
      const body = { name: String(said.get("name")).trim(), scopes, ...(days > 0 && { days }) };
      setMade((await told(api.POST("/api/tokens", { body }))).secret);
      await client.invalidateQueries({ queryKey: ["tokens"] });
    } catch (error) {
      setWrong(error);
    } finally {
      setBusy(false);
    }
  };

  if (made) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t("me.token_made")}
        actions={<Button onClick={onClose}>{t("common.close")}</Button>}
      >
        <div className="grid gap-3">
          <p>{t("me.token_once")}</p>
          <div className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <Input
                label={t("me.token_secret")}
                value={made}
                readOnly
                className="font-mono"
                onFocus={(event) => event.target.select()}
              />
            </div>
            {navigator.clipboard && (
              <Button
                icon={<Copy size={18} aria-hidden />}
                label={t("me.copy")}
                onClick={() => void navigator.clipboard.writeText(made).then(() => sayDone(t("me.copied")))}
              />
            )}
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={t("me.token_new")}>
      <form onSubmit={submit} className="grid gap-4">
        <Input
          name="name"
          label={t("me.token_name")}
          hint={t("me.token_name_hint")}
          required
          maxLength={80}
          autoFocus
        />
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-sm font-medium">{t("me.token_scopes")}</legend>
          {all.map((scope) => (
            <Check
              key={scope}
              label={t(`me.scope_${scope}`)}
              hint={t(`me.scope_${scope}_hint`)}
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))
              }
            />
          ))}
        </fieldset>
        <Input
          name="days"
          type="number"
          min={1}
          max={3650}
          defaultValue={90}
          label={t("me.token_days")}
          hint={t("me.token_days_hint")}
        />
        {wrong !== null && <Wrong error={wrong} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="main" busy={busy} disabled={scopes.length === 0}>
            {t("me.token_make")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
