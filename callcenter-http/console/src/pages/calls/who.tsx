// Who called whom, as the lists of calls write it.
import { ArrowDownLeft, ArrowUpRight, Repeat2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";

type Names = (number: string | null | undefined) => string | undefined;

const icons = { inbound: ArrowDownLeft, outbound: ArrowUpRight, internal: Repeat2 };

export function DirectionIcon({ direction }: { direction: Schemas["CallDirection"] }) {
  const { t } = useTranslation();
  const Icon = icons[direction];
  return (
    <span title={t(`words.direction.${direction}`)} className="shrink-0 text-muted">
      <Icon size={16} aria-hidden />
      <span className="sr-only">{t(`words.direction.${direction}`)}</span>
    </span>
  );
}

/** A person's name and number; names of strangers may run in any direction. */
export function Person({ name, number }: { name?: string | null; number?: string | null }) {
  const { t } = useTranslation();
  if (!name && !number) return <span className="italic">{t("calls.nobody")}</span>;
  return (
    <>
      <bdi>{name || number}</bdi>
      {name && number && <bdi className="font-normal text-muted"> {number}</bdi>}
    </>
  );
}

export function nameOf(names: Names, number?: string | null, told?: string | null): string | undefined {
  return told || names(number) || undefined;
}
