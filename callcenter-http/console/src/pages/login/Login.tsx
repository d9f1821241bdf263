import { useQuery } from "@tanstack/react-query";
import { Headset } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { useSession } from "~/app/session";
import { Button } from "~/ui/button";
import { Input } from "~/ui/field";
import { Wrong } from "~/ui/told";
import { FirstAdministrator } from "./FirstAdministrator";

/** Who comes in. A server without an administrator makes the first one here. */
export function Login({ over }: { over?: boolean }) {
  const { t } = useTranslation();
  const { logIn } = useSession();
  const [wrong, setWrong] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [first, setFirst] = useState(() => window.location.hash.startsWith("#setup"));

  const ways = useQuery({ queryKey: ["login", "ways"], queryFn: () => told(api.GET("/api/auth/methods")) });
  const provider = ways.data?.oidc;
  const back = window.location.pathname + window.location.search;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    setBusy(true);
    setWrong(null);
    try {
      await logIn(String(said.get("login")), String(said.get("password")));
    } catch (error) {
      setWrong(error);
      setBusy(false);
    }
  };

  return (
    <main className="grid min-h-full place-content-center p-4">
      <div className="grid w-[min(26rem,calc(100vw-2rem))] gap-5 rounded-2xl border border-line bg-surface p-6 shadow-sm">
        <h1 className="flex items-center gap-3 text-xl font-semibold">
          <span className="grid size-10 place-content-center rounded-xl bg-accent text-accent-ink">
            <Headset aria-hidden />
          </span>
          callcenter
        </h1>
        {first ? (
          <FirstAdministrator onBack={() => setFirst(false)} />
        ) : (
          <form onSubmit={submit} className="grid gap-4">
            {over && <p className="rounded-lg bg-warn-soft p-3 text-warn">{t("login.over")}</p>}
            <Input name="login" label={t("login.login")} autoComplete="username" required autoFocus maxLength={64} />
            <Input
              name="password"
              type="password"
              label={t("login.password")}
              autoComplete="current-password"
              required
              maxLength={128}
            />
            {wrong !== null && <Wrong error={wrong} />}
            <Button type="submit" look="main" busy={busy}>
              {t("login.enter")}
            </Button>
            {provider && (
              <a
                href={`${provider.login}?return=${encodeURIComponent(back)}`}
                className="inline-flex min-h-11 items-center justify-center rounded-lg border border-field font-medium hover:bg-raised"
              >
                {t("login.with", { name: provider.name })}
              </a>
            )}
            <button type="button" className="text-sm text-muted underline" onClick={() => setFirst(true)}>
              {t("login.first")}
            </button>
          </form>
        )}
      </div>
    </main>
  );
}
