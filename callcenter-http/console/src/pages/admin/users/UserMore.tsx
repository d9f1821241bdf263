import { KeyRound, LogOut } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { sayDone } from "~/ui/toast";
import { Wrong } from "~/ui/told";
import { ask, type One } from "../crud/door";
import { misfit } from "../crud/field";
import { text } from "../crud/resource";

const fields = [{ name: "password" }];

/** Another password, and the end of all sessions. */
export function UserMore({ one, reload }: { one: One; reload: () => void }) {
  const { t } = useTranslation();
  const path = `/api/users/${text(one.data, "id")}`;
  const [what, setWhat] = useState<"password" | "sessions">();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => {
    setWhat(undefined);
    setError(undefined);
    setPassword("");
  };

  async function act(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      if (what === "password") await ask("patch", path, { body: { password }, etag: one.etag });
      else await ask("delete", `${path}/sessions`);
      sayDone(t(`admin.users.${what}.done`));
      close();
      reload();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  }

  const about = misfit(error, fields);
  return (
    <Panel title={t("admin.users.entry")} className="max-w-4xl">
      <div className="flex flex-wrap gap-2">
        <Button icon={<KeyRound size={18} aria-hidden />} onClick={() => setWhat("password")}>
          {t("admin.users.password.do")}
        </Button>
        <Button icon={<LogOut size={18} aria-hidden />} onClick={() => setWhat("sessions")}>
          {t("admin.users.sessions.do")}
        </Button>
      </div>
      <Dialog
        open={what !== undefined}
        onClose={close}
        title={what && t(`admin.users.${what}.do`)}
        actions={
          <>
            <Button onClick={close}>{t("common.cancel")}</Button>
            <Button look="danger" type="submit" form="user-act" busy={busy}>
              {what && t(`admin.users.${what}.do`)}
            </Button>
          </>
        }
      >
        <form id="user-act" noValidate onSubmit={(event) => void act(event)} className="grid gap-3">
          <p>{what && t(`admin.users.${what}.what`, { name: text(one.data, "name") })}</p>
          {what === "password" && (
            <Input
              type="password"
              autoComplete="new-password"
              label={t("admin.users.password.new")}
              hint={t("admin.users.fields.password.hint")}
              wrong={about?.why}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
          {error !== undefined && !about && <Wrong error={error} />}
        </form>
      </Dialog>
    </Panel>
  );
}
