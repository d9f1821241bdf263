import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { useMe } from "~/app/session";
import { Button } from "../button";
import { Dialog } from "../dialog";
import { Input } from "../field";
import { sayDone } from "../toast";
import { Wrong } from "../told";
import type { CallAction } from ".";

const PHONE_KEPT = "callcenter.supervision-phone";
const WITH_PHONE: CallAction[] = ["listen", "whisper", "barge", "takeover"];

type Props = { call: string; who: string; action: CallAction | null; onClose: () => void };

/** Asks what an action needs, does it, and says what the switch made of it. */
export function CallActionDialog({ call, who, action, onClose }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [phone, setPhone] = useState(() => user.agent ?? localStorage.getItem(PHONE_KEPT) ?? "");
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  if (!action) return null;

  const close = () => {
    setWrong(null);
    setBusy(false);
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong(null);
    try {
      if (WITH_PHONE.includes(action)) localStorage.setItem(PHONE_KEPT, phone);
      await act(call, action, phone, to);
      sayDone(t(`callactions.${action}_done`));
      close();
    } catch (error) {
      setWrong(error);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={close}
      title={t(`callactions.${action}_title`, { who })}
      actions={
        <>
          <Button onClick={close}>{t("common.cancel")}</Button>
          <Button type="submit" form="call-action" look={action === "hangup" ? "danger" : "main"} busy={busy}>
            {t(`callactions.${action}`)}
          </Button>
        </>
      }
    >
      <form id="call-action" onSubmit={submit} className="grid gap-4">
        <p className="text-muted">{t(`callactions.${action}_hint`)}</p>
        {WITH_PHONE.includes(action) && (
          <Input
            label={t("callactions.phone")}
            hint={t("callactions.phone_hint")}
            value={phone}
            onChange={(event) => setPhone(event.target.value.trim())}
            required
            maxLength={40}
            inputMode="tel"
          />
        )}
        {action === "move" && (
          <Input
            label={t("callactions.to")}
            value={to}
            onChange={(event) => setTo(event.target.value.trim())}
            required
            maxLength={40}
            autoFocus
          />
        )}
        {wrong !== null && <Wrong error={wrong} />}
      </form>
    </Dialog>
  );
}

/** Each press is its own wish: done twice by a lost answer it is done once. */
function act(id: string, action: CallAction, extension: string, to: string) {
  const params = { path: { id }, header: { "Idempotency-Key": crypto.randomUUID() } };
  switch (action) {
    case "listen":
      return told(api.POST("/api/calls/{id}/listen", { params, body: { extension } }));
    case "whisper":
      return told(api.POST("/api/calls/{id}/whisper", { params, body: { extension } }));
    case "barge":
      return told(api.POST("/api/calls/{id}/barge", { params, body: { extension } }));
    case "takeover":
      return told(api.POST("/api/calls/{id}/takeover", { params, body: { extension } }));
    case "move":
      return told(api.POST("/api/calls/{id}/move", { params, body: { to } }));
    case "hangup":
      return told(api.POST("/api/calls/{id}/hangup", { params, body: {} }));
  }
}
