import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { useMe, useSession } from "~/app/session";
import { Button } from "~/ui/button";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { sayDone } from "~/ui/toast";
import { Wrong } from "~/ui/told";

/** Another password. Every other session ends with it. */
export function PasswordForm() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { entered } = useSession();
  const [wrong, setWrong] = useState<unknown>(null);
  const [differ, setDiffer] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    const wanted = String(said.get("new"));
    setDiffer(wanted !== said.get("again"));
    if (wanted !== said.get("again")) return;
    setBusy(true);
    setWrong(null);
    try {
      entered(await told(api.POST("/api/auth/password", { body: { old: String(said.get("old")), new: wanted } })));
      form.reset();
      sayDone(t("me.password_done"));
    } catch (error) {
      setWrong(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Panel title={t("me.password")}>
      <form onSubmit={submit} className="grid gap-4">
        <input type="text" name="login" autoComplete="username" value={user.login} readOnly hidden />
        <Input
          name="old"
          type="password"
          label={t("me.password_old")}
          autoComplete="current-password"
          required
          maxLength={128}
        />
        <Input
          name="new"
          type="password"
          label={t("me.password_new")}
          hint={t("login.password_hint")}
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
        />
        <Input
          name="again"
          type="password"
          label={t("me.password_again")}
          autoComplete="new-password"
          required
          maxLength={128}
          wrong={differ ? t("me.password_differ") : undefined}
        />
        {wrong !== null && <Wrong error={wrong} />}
        <p className="text-sm text-muted">{t("me.password_ends")}</p>
        <Button type="submit" look="main" busy={busy} className="justify-self-start">
          {t("me.password_change")}
        </Button>
      </form>
    </Panel>
  );
}
