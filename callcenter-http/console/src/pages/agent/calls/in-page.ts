import type { Schemas } from "~/api/client";
import { type PhoneCall, usePhone } from "~/softphone";

/**
 * The call as the phone in this page has it, if that is where it is. The switch names legs and the phone names dialogs: they
 * are one by what they do, and, where that fits several, by the number.
 */
export function matching(
  calls: readonly PhoneCall[],
  own: Pick<Schemas["OwnCall"], "phone">,
  number: string | null,
): PhoneCall | null {
  const rings = own.phone === "ringing";
  const fit = calls.filter((call) => (rings ? call.state === "ringing" : call.state === "up"));
  const digits = (text: string | null) => text?.replace(/\D/g, "").slice(-8) ?? "";
  return fit.find((call) => digits(call.number) && digits(call.number) === digits(number)) ?? fit[0] ?? null;
}

/** The own call in this page's phone; `null` with a desk phone, or when the phone is elsewhere. */
export function useInPage(own: Schemas["OwnCall"], number: string | null): PhoneCall | null {
  const { status, calls } = usePhone();
  return status === "registered" ? matching(calls, own, number) : null;
}
