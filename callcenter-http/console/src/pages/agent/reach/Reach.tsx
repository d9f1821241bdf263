import { Grid3x3, Phone, Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Button } from "~/ui/button";
import { Input } from "~/ui/field";
import { Panel } from "~/ui/panel";
import { Empty, Loading, Wrong } from "~/ui/told";
import { useAct } from "../act";
import { callNumber } from "../control";
import { useOwnKey } from "../own";
import { dialable } from "../who";
import { ContactRow } from "./ContactRow";
import { PadKeys } from "./PadKeys";
import { useContacts } from "./search";

const SHOWN = 25;

/** Whom one can call: a number typed, pasted or pressed, or a contact found by it or by name. */
export function Reach() {
  const { t } = useTranslation();
  const own = useOwnKey();
  const [address, setAddress] = useSearchParams();
  const written = address.get("q") ?? "";
  const [pad, setPad] = useState(false);
  const contacts = useContacts(written, SHOWN);
  const { busy, act } = useAct();
  const number = dialable(written);
  const canDial = number !== null && /[0-9]/.test(number);

  const write = (text: string) =>
    setAddress(
      (before) => {
        if (text) before.set("q", text);
        else before.delete("q");
        return before;
      },
      { replace: true },
    );
  const call = (to: string) => void act(to, () => callNumber(to), t("agent.calling", { to }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canDial) call(number);
  };

  return (
    <Panel
      title={t("agent.reach")}
      tools={
        <Button
          small
          look="quiet"
          icon={<Grid3x3 size={18} aria-hidden />}
          label={t("agent.pad")}
          aria-pressed={pad}
          onClick={() => setPad(!pad)}
          className="aria-pressed:bg-accent-soft"
        />
      }
    >
      <div className="grid gap-3">
        <form onSubmit={submit} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Input
              type="search"
              hideLabel
              label={t("agent.reach_label")}
              placeholder={t("agent.reach_label")}
              value={written}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => write(event.target.value)}
            />
          </div>
          <Button
            type="submit"
            look="good"
            disabled={!canDial}
            busy={canDial && busy === number}
            icon={<Phone size={18} aria-hidden />}
          >
            {t("agent.call")}
          </Button>
        </form>
        {pad && <PadKeys onPress={(key) => write(written + key)} />}
        {contacts.isError ? (
          <Wrong error={contacts.error} again={() => void contacts.refetch()} />
        ) : !contacts.data ? (
          <Loading />
        ) : (
          <ul aria-label={t("agent.contacts")} className="max-h-96 overflow-auto">
            {contacts.data.items
              .filter((contact) => contact.kind !== "agent" || contact.id !== own)
              .map((contact) => (
                <ContactRow key={`${contact.kind}${contact.id}${contact.number}`} contact={contact}>
                  <Button
                    small
                    look="quiet"
                    className="size-11 sm:size-9"
                    busy={busy === contact.number}
                    icon={<Phone size={18} aria-hidden />}
                    label={t("agent.call_who", { who: contact.name || contact.number })}
                    onClick={() => call(contact.number)}
                  />
                </ContactRow>
              ))}
          </ul>
        )}
        {contacts.data?.items.length === 0 && (
          <Empty icon={<Search size={24} aria-hidden />}>
            {t(canDial ? "agent.nobody_but_number" : "agent.nobody")}
          </Empty>
        )}
      </div>
    </Panel>
  );
}
