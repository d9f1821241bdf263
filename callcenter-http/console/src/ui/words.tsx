// States as badges: one word and one tone for each, everywhere the same.
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Badge, type Tone } from "./badge";

const statusTones: Partial<Record<Schemas["CallStatus"], Tone>> = {
  ringing: "warn",
  waiting: "warn",
  talking: "good",
  on_hold: "busy",
  parked: "busy",
  answered: "good",
  conference: "good",
  abandoned: "bad",
  no_answer: "bad",
  failed: "bad",
  queue_timeout: "bad",
  queue_left_empty: "bad",
  queue_refused: "bad",
  busy: "warn",
  declined: "warn",
};

export function StatusBadge({ status }: { status: Schemas["CallStatus"] }) {
  const { t } = useTranslation();
  return <Badge tone={statusTones[status] ?? "idle"}>{t(`words.status.${status}`)}</Badge>;
}

const activityTones: Record<Schemas["AgentActivity"], Tone> = {
  away: "idle",
  ready: "good",
  partly_ready: "good",
  paused: "warn",
  wrap_up: "busy",
  ringing: "accent",
  talking: "busy",
};

export function ActivityBadge({ activity, reason }: { activity: Schemas["AgentActivity"]; reason?: string | null }) {
  const { t } = useTranslation();
  return (
    <Badge tone={activityTones[activity]}>
      {t(`words.activity.${activity}`)}
      {reason && ` · ${reason}`}
    </Badge>
  );
}

const availabilityTones: Record<Schemas["Availability"], Tone> = {
  online: "good",
  offline: "bad",
  invalid: "warn",
  unknown: "idle",
};

export function AvailabilityBadge({ status }: { status: Schemas["Availability"] }) {
  const { t } = useTranslation();
  return <Badge tone={availabilityTones[status]}>{t(`words.availability.${status}`)}</Badge>;
}
