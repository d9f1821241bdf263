import { Building2, Headset, Phone, User } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Badge } from "~/ui/badge";

const icons = { agent: Headset, extension: Phone, customer: User, lead: User, contact: Building2 };

/** A contact: who, which number, whether a colleague is free; and what can be done. */
export function ContactRow({ contact, children }: { contact: Schemas["Contact"]; children: ReactNode }) {
  const { t } = useTranslation();
  const Icon = icons[contact.kind];
  const name = contact.name || contact.company || contact.number;
  return (
    <li className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
      <Icon size={18} aria-hidden className="shrink-0 text-muted" />
      <span className="grid min-w-0 flex-1 leading-snug">
        <bdi className="truncate font-medium">{name}</bdi>
        <span className="truncate text-sm text-muted">
          {name === contact.number ? t(`agent.number_${contact.number_kind}`) : <bdi>{contact.number}</bdi>}
          {contact.company && contact.company !== name && (
            <>
              {" · "}
              <bdi>{contact.company}</bdi>
            </>
          )}
          {name !== contact.number &&
            contact.kind !== "agent" &&
            contact.kind !== "extension" &&
            ` · ${t(`agent.number_${contact.number_kind}`)}`}
        </span>
      </span>
      {contact.available !== null && contact.available !== undefined && (
        <Badge tone={contact.available ? "good" : "idle"}>
          {t(contact.available ? "agent.free" : "agent.not_free")}
        </Badge>
      )}
      {children}
    </li>
  );
}
