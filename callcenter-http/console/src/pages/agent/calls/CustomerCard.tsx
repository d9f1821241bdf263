import { ExternalLink, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { isAtLeast, useMe } from "~/app/session";
import { moment, span } from "~/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { CustomerNote } from "./CustomerNote";
import { NewCustomer } from "./NewCustomer";

/** What is known of who calls: comes while it rings, and a little after the call itself. */
export function CustomerCard({
  card,
  number,
  name,
}: {
  card: Schemas["Card"] | null | undefined;
  number: string | null;
  name: string | null;
}) {
  const { t } = useTranslation();
  const customer = card?.customer;
  if (!card) return <p className="text-sm text-muted">{t("agent.card_comes")}</p>;
  return (
    <div className="grid gap-3">
      {customer ? <Known customer={customer} own={card.source === "own"} others={card.others} /> : null}
      {!customer && <Unknown found={card.found} number={number} name={name} />}
      {card.away.map(({ source, why }) => (
        <p key={source} className="rounded-lg bg-warn-soft p-2 text-sm text-warn">
          {t("agent.source_away", { source, why })}
        </p>
      ))}
      <Notes notes={card.notes} />
      <Before calls={card.history} />
    </div>
  );
}

function Known({ customer, own, others }: { customer: Schemas["CardCustomer"]; own: boolean; others: number }) {
  const { t } = useTranslation();
  const facts = [customer.email, customer.address, customer.language, customer.status].filter(Boolean);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {customer.company && customer.name && <bdi className="font-medium">{customer.company}</bdi>}
        <Badge tone="accent">{t(`agent.kind_${customer.kind}`)}</Badge>
        {customer.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
        {customer.url && /^https?:/.test(customer.url) && (
          <a href={customer.url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 underline">
            {t("agent.open_page")} <ExternalLink size={14} aria-hidden />
          </a>
        )}
      </div>
      {facts.length > 0 && (
        <p className="text-sm whitespace-pre-line text-muted">
          {facts.map((fact, n) => (
            <span key={fact}>
              {n > 0 && " · "}
              <bdi>{fact}</bdi>
            </span>
          ))}
        </p>
      )}
      {Object.entries(customer.fields).map(([field, value]) => (
        <p key={field} className="text-sm">
          <span className="text-muted">{field}: </span>
          <bdi>{typeof value === "string" ? value : JSON.stringify(value)}</bdi>
        </p>
      ))}
      {own && customer.id ? (
        <CustomerNote id={customer.id} />
      ) : (
        customer.note && <p className="rounded-lg bg-raised p-2 whitespace-pre-line">{customer.note}</p>
      )}
      {others > 0 && <p className="text-sm text-muted">{t("agent.others", { count: others })}</p>}
    </div>
  );
}

function Unknown({ found, number, name }: { found: Schemas["CardFound"]; number: string | null; name: string | null }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [open, setOpen] = useState(false);
  const may = isAtLeast(user.role, "supervisor");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Badge tone="idle">{t(`words.found.${found}`)}</Badge>
      {found === "not_found" && number && (
        <>
          <Button
            small
            icon={<UserPlus size={16} aria-hidden />}
            disabled={!may}
            title={may ? undefined : t("agent.put_in_not_allowed")}
            onClick={() => setOpen(true)}
          >
            {t("agent.put_in")}
          </Button>
          {!may && <span className="text-sm text-muted">{t("agent.put_in_not_allowed")}</span>}
          {open && <NewCustomer number={number} name={name ?? ""} onClose={() => setOpen(false)} />}
        </>
      )}
    </div>
  );
}

const SHOWN = 4;
const NOTES_SHOWN = 3;

/** What colleagues wrote about calls before. */
function Notes({ notes }: { notes: Schemas["NoteBefore"][] }) {
  const { t } = useTranslation();
  if (notes.length === 0) return null;
  return (
    <section aria-label={t("agent.notes_before")} className="grid gap-1">
      <h4 className="text-sm font-medium">{t("agent.notes_before")}</h4>
      <ul className="grid gap-1 text-sm">
        {notes.slice(0, NOTES_SHOWN).map((note) => (
          <li key={note.call_id + note.at + note.by} className="rounded-lg bg-raised px-2 py-1">
            <Link to={`/calls/${note.call_id}`} className="underline">
              {moment(note.at)}
            </Link>{" "}
            <bdi className="text-muted">{note.by}</bdi>{" "}
            <bdi className="wrap-break-word whitespace-pre-line">{note.text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Before({ calls }: { calls: Schemas["CallBefore"][] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (calls.length === 0) return <p className="text-sm text-muted">{t("agent.first_call")}</p>;
  return (
    <section aria-label={t("agent.before")} className="grid gap-1">
      <h4 className="text-sm font-medium">{t("agent.before")}</h4>
      <ul className="text-sm">
        {(all ? calls : calls.slice(0, SHOWN)).map((call) => (
          <li key={call.call_id} className="flex flex-wrap gap-x-2 border-b border-line py-1 last:border-0">
            <Link to={`/calls/${call.call_id}`} className="underline">
              {moment(call.started_at)}
            </Link>
            <span>{t(`words.status.${call.status}`, { defaultValue: call.status })}</span>
            {call.queue && <span className="text-muted">{call.queue}</span>}
            {call.answered_by && <span className="text-muted">{call.answered_by}</span>}
            {call.talk_s ? <span className="ml-auto text-muted">{span(call.talk_s)}</span> : null}
          </li>
        ))}
      </ul>
      {calls.length > SHOWN && (
        <button type="button" className="min-h-6 justify-self-start text-sm underline" onClick={() => setAll(!all)}>
          {all ? t("agent.fewer") : t("agent.all_before", { count: calls.length })}
        </button>
      )}
    </section>
  );
}
