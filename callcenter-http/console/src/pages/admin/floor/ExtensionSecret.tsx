import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { Wrong } from "~/ui/told";
import { ask, type One, type Row } from "../crud/door";
import { text } from "../crud/resource";
import { Secret } from "./Secret";

/** What the phone is set up with, this once. */
export function ExtensionMade({ answer, onDone }: { answer: Row; onDone?: () => void }) {
  const { t } = useTranslation();
  const extension = (answer.extension ?? {}) as Row;
  return (
    <Secret
      title={t("admin.extensions.secret.title", { number: text(extension, "number") })}
      lines={[
        [t("admin.extensions.secret.user"), text(answer, "sip_user")],
        [t("admin.extensions.secret.password"), text(answer, "secret")],
      ]}
      {...(onDone && { onDone })}
    />
  );
}

/** Another secret for one that is there. */
export function ExtensionMore({ one }: { one: One }) {
  const { t } = useTranslation();
  const number = text(one.data, "number");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [made, setMade] = useState<Row>();
  return (
    <Panel title={t("admin.extensions.secret.panel")} className="max-w-4xl">
      {made ? (
        <ExtensionMade answer={made} />
      ) : (
        <div className="grid justify-items-start gap-3">
          <p className="text-muted">{t("admin.extensions.secret.about")}</p>
          <Button icon={<KeyRound size={18} aria-hidden />} onClick={() => setAsking(true)}>
            {t("admin.extensions.secret.new")}
          </Button>
        </div>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t("admin.extensions.secret.new")}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t("common.cancel")}</Button>
            <Button
              look="danger"
              busy={busy}
              onClick={() => {
                setBusy(true);
                ask("post", `/api/extensions/${encodeURIComponent(number)}/secret`)
                  .then(({ data }) => {
                    setMade(data);
                    setAsking(false);
                  }, setError)
                  .finally(() => setBusy(false));
              }}
            >
              {t("admin.extensions.secret.new")}
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          <p>{t("admin.extensions.secret.ask")}</p>
          {error !== undefined && <Wrong error={error} />}
        </div>
      </Dialog>
    </Panel>
  );
}
