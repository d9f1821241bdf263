import type { TFunction } from "i18next";
import { span } from "~/format";
import type { Details } from "../flow/flow";

type Names = (number: string | null | undefined) => string | undefined;

/** A call's record in sentences. */
export function story(call: Details, names: Names, t: TFunction): string[] {
  const person = (number: string | null | undefined): string => {
    if (!number) return t("calls.party.unknown");
    if (number === "customer" || number === "pbx") return t(`calls.party.${number}`);
    const name = names(number);
    return name ? `${name} (${number})` : number;
  };
  const told: string[] = [];
  for (const visit of call.visits) {
    const how = visit.result === "waiting" ? "waits" : visit.result === "answered" ? "waited" : "left";
    const result = t(`words.status.${visit.result}`);
    told.push(t(`calls.story.${how}`, { queue: visit.queue, span: span(visit.wait_s), result }));
  }
  const missed = call.ring_attempts.filter(
    (ring) => ring.result && !["answered", "answered_elsewhere"].includes(ring.result),
  );
  const whom = new Map<string, string>();
  for (const ring of missed)
    whom.set(`${ring.agent} ${ring.result}`, `${person(ring.agent)}: ${t(`words.ring.${ring.result}`)}`);
  if (missed.length) told.push(t("calls.story.missed", { count: missed.length, whom: [...whom.values()].join(", ") }));
  if (call.answered_at) {
    told.push(t("calls.story.answered", { who: person(call.answered_by), span: span(call.ring_s) }));
  }
  for (const forward of call.forwarded) {
    told.push(t("calls.story.forwarded", { from: person(forward.from), to: person(forward.to) }));
  }
  if (call.hold.count > 0) told.push(t("calls.story.held", { count: call.hold.count, span: span(call.hold.hold_s) }));
  for (const transfer of call.transfers) {
    const to = transfer.to_queue ?? person(transfer.to);
    const how = transfer.result ? t(`words.transfer_result.${transfer.result}`) : t("calls.story.open");
    told.push(t(`calls.story.transfer_${transfer.kind}`, { by: person(transfer.by), to, how }));
  }
  for (const park of call.parkings) told.push(t("calls.story.parked", { space: park.space, by: person(park.by) }));
  if (call.conference) told.push(t("calls.story.conference", { room: call.conference.room }));
  for (const spy of call.spied) {
    told.push(t("calls.story.spied", { by: person(spy.by), how: t(`calls.listening.${spy.mode ?? "listen"}`) }));
  }
  if (call.hangup) {
    const { by, cause } = call.hangup;
    told.push(t("calls.story.ended", { who: person(by), cause: causeOf(cause, t) }));
  }
  return told;
}

const CAUSES = [1, 3, 16, 17, 18, 19, 20, 21, 22, 26, 27, 28, 31, 34, 38, 41, 58, 88, 102, 127];

/** Why a channel ended, in words; the number of the cause where it is a rare one. */
export function causeOf(cause: number | null | undefined, t: TFunction): string {
  if (cause === null || cause === undefined || cause === 0) return t("calls.cause.none");
  return CAUSES.includes(cause) ? t(`calls.cause.${cause}`) : t("calls.cause.other", { cause });
}
