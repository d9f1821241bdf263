import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useNames } from "~/api/names";
import { since, whole } from "~/format";
import { useNow } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { CallActions } from "~/ui/call-actions";
import { StatusBadge } from "~/ui/words";
import type { Details } from "../flow/flow";
import { DirectionIcon, nameOf, Person } from "../who";
import { story } from "./story";

/** Who called whom, how it went, and the call told in a few sentences. */
export function Head({ call, row }: { call: Details; row: Schemas["LiveCall"] | undefined }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <header className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <DirectionIcon direction={call.direction} />
        <p className="min-w-0 text-lg font-semibold wrap-anywhere">
          <Person name={nameOf(names, call.caller, call.caller_name)} number={call.caller} />
          {call.dialed && (
            <>
              <span className="text-muted" aria-hidden>
                {" → "}
              </span>
              <span className="sr-only"> {t("calls.to")} </span>
              <Person name={names(call.dialed)} number={call.dialed} />
            </>
          )}
        </p>
        <span aria-live="polite" className="flex flex-wrap gap-1.5">
          <StatusBadge status={row?.status ?? call.status} />
          {call.live && (
            <Badge tone="accent">
              {t("calls.detail.lives")} <Lasts at={call.started_at} />
            </Badge>
          )}
          {call.consult && <Badge>{t("calls.detail.consult")}</Badge>}
          {call.picked_up && <Badge>{t("calls.detail.picked_up")}</Badge>}
        </span>
        {row && (
          <span className="ml-auto">
            <CallActions
              call={call.id}
              who={nameOf(names, call.caller, call.caller_name) ?? call.caller ?? t("calls.nobody")}
            />
          </span>
        )}
      </div>
      <p className="text-sm text-muted">{whole(call.started_at)}</p>
      <p className="max-w-prose">
        {story(call, names, t).map((sentence) => (
          <span key={sentence}>
            <bdi>{sentence}</bdi>{" "}
          </span>
        ))}
      </p>
      {call.observed.part !== "whole" && !call.live && (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
          {t(`calls.observed.${call.observed.part}`)}
        </p>
      )}
    </header>
  );
}

function Lasts({ at }: { at: string | null | undefined }) {
  return <>{since(at, useNow())}</>;
}
