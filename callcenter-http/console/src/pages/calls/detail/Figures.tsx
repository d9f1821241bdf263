import { useTranslation } from "react-i18next";
import { span } from "~/format";
import type { Details } from "../flow/flow";

/** The call's spans. */
export function Figures({ call }: { call: Details }) {
  const { t } = useTranslation();
  const whole =
    call.started_at && call.ended_at ? (Date.parse(call.ended_at) - Date.parse(call.started_at)) / 1_000 : null;
  const figures = [
    ["wait", call.queue_entered_at ? call.wait_s : null],
    ["ring", call.ring_s],
    ["talk", call.answered_at ? call.talk_s : null],
    ["hold", call.hold.count > 0 ? call.hold.hold_s : null],
    ["whole", whole],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-2 sm:grid-cols-5">
      {figures.map(([name, seconds]) => (
        <div key={name} className="rounded-lg bg-raised px-3 py-2">
          <dt className="text-sm text-muted">{t(`calls.figure.${name}`)}</dt>
          <dd className="text-lg font-semibold">{span(seconds)}</dd>
        </div>
      ))}
    </dl>
  );
}
