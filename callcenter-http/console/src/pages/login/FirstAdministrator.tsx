import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { useSession } from "~/app/session";
import { Button } from "~/ui/button";
import { Input } from "~/ui/field";
import { Wrong } from "~/ui/told";

/** The first administrator, with the token that the server printed when it started. */
export function FirstAdministrator({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const { logIn } = useSession();
  const [wrong, setWrong] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const [token, login, password] = ["token", "login", "password"].map((name) => String(said.get(name)).trim());
    setBusy(true);
    setWrong(null);
    try {
      await told(
        api.POST("/api/auth/setup", { body: { token: token ?? "", login: login ?? "", password: password ?? "" } }),
      );
      await logIn(login ?? "", password ?? "");
    } catch (error) {
      setWrong(error);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="grid gap-4">
      <p className="text-muted">{t("login.setup")}</p>
      <Input name="token" label={t("login.token")} autoComplete="off" required maxLength={64} />
      <Input name="login" label={t("login.login")} autoComplete="username" required maxLength={64} />
      <Input
        name="password"
        type="password"
        label={t("login.password")}
        hint={t("login.password_hint")}
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={128}
      />
      {wrong !== null && <Wrong error={wrong} />}
      <Button type="submit" look="main" busy={busy}>
        {t("login.make")}
      </Button>
      <button type="button" className="text-sm text-muted underline" onClick={onBack}>
        {t("login.back")}
      </button>
    </form>
  );
}
