import { MessagesSquare, PhoneForwarded } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { sayDone } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { transfer } from "../control";
import { useOwnKey } from "../own";
import { ContactRow } from "../reach/ContactRow";
import { useContacts } from "../reach/search";
import { type Can, dialable } from "../who";

type Props = { own: Schemas["OwnCall"]; can: Can | undefined; open: boolean; onClose: () => void };

/** Whom a call goes to: asked first, or given on at once. */
export function TransferDialog({ own, can, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onClose={onClose} title={t("agent.transfer_title")}>
      <Targets own={own} can={can} onDone={onClose} />
    </Dialog>
  );
}

function Targets({ own, can, onDone }: { own: Schemas["OwnCall"]; can: Can | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const self = useOwnKey();
  const [written, setWritten] = useState("");
  const contacts = useContacts(written, 30, 3_000);
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const number = dialable(written);

  const give = async (to: string, kind: Schemas["TransferKind"]) => {
    setBusy(`${kind} ${to}`);
    setRefused(null);
    try {
      await transfer(own.id, own.leg, to, kind);
      sayDone(t(`agent.transfer_${kind}_done`, { to }));
      onDone();
    } catch (error) {
      setRefused(error);
    } finally {
      setBusy(null);
    }
  };
  const buttons = (to: string, who: string) => (
    <span className="flex shrink-0 gap-1">
      {(["attended", "blind"] as const).map((kind) => {
        const one = can?.get(`${kind}_transfer`);
        return (
          <Button
            key={kind}
            small
            className="min-h-11! sm:min-h-9!"
            look={kind === "attended" ? "plain" : "quiet"}
            icon={
              kind === "attended" ? <MessagesSquare size={16} aria-hidden /> : <PhoneForwarded size={16} aria-hidden />
            }
            busy={busy === `${kind} ${to}`}
            disabled={busy !== null || !one?.possible}
            title={one?.why ?? t(`agent.transfer_${kind}_hint`)}
            aria-label={`${t(`agent.transfer_${kind}`)}: ${who}`}
            onClick={() => void give(to, kind)}
          >
            <span className="max-sm:hidden">{t(`agent.transfer_${kind}`)}</span>
          </Button>
        );
      })}
    </span>
  );

  return (
    <div className="grid gap-3">
      <Input
        type="search"
        label={t("agent.reach_label")}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
        maxLength={100}
        autoComplete="off"
        autoFocus
        hint={t("agent.transfer_hint")}
      />
      {refused !== null && <Wrong error={refused} />}
      {number && /[0-9]/.test(number) && (
        <div className="flex items-center gap-2 rounded-lg bg-raised px-3 py-2">
          <bdi className="min-w-0 flex-1 truncate font-medium">{number}</bdi>
          {buttons(number, number)}
        </div>
      )}
      {contacts.isError ? (
        <Wrong error={contacts.error} again={() => void contacts.refetch()} />
      ) : !contacts.data ? (
        <Loading />
      ) : (
        <ul aria-label={t("agent.contacts")}>
          {contacts.data.items
            .filter((contact) => contact.kind !== "agent" || contact.id !== self)
            .map((contact) => (
              <ContactRow key={`${contact.kind}${contact.id}${contact.number}`} contact={contact}>
                {buttons(contact.number, contact.name || contact.number)}
              </ContactRow>
            ))}
        </ul>
      )}
    </div>
  );
}
