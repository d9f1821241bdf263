// Who is at the other side of a call, and whose the legs are. Pure, so that it is tested.
import type { Schemas } from "~/api/client";

type Own = Schemas["OwnCall"];

/** Who is at the other side: the caller, or whom the agent called. */
export function otherSide({ call, leg, card }: Own): { name: string | null; number: string | null } {
  const customer = card?.customer?.name || card?.customer?.company || null;
  if (call.caller_leg === leg) {
    const [reached] = call.with;
    const number = call.dialed ?? reached ?? null;
    return { name: customer, number };
  }
  return { name: customer ?? call.caller_name ?? null, number: call.caller ?? null };
}

/** Which controls there are, by name. */
export type Can = Map<string, Schemas["Capability"]>;

export type Consultation = {
  /** The leg of whom the agent asks. */
  leg: Schemas["LiveLeg"];
  /** Whether the asked one answered: only then can one go to and fro. */
  answered: boolean;
  /** With whom the agent speaks now. */
  speaksWith: "caller" | "asked";
};

/** The attended transfer that goes on in a call: as the switch has it, so that a page that was loaded anew sees it too. */
export function consultation({ call, leg, phone }: Own, can: Can | undefined): Consultation | null {
  const third = call.legs.filter((one) => one.leg !== leg && one.leg !== call.caller_leg);
  const asked = third[third.length - 1];
  const swap = can?.get("swap_transfer");
  const another = can?.get("attended_transfer");
  if (phone === "ringing" || phone === "calling" || !asked || call.legs.length < 3 || !swap || !another) return null;
  // While one is on its way another can't begin; once it is answered it can be swapped.
  if (!swap.possible && (another.possible || asked.up)) return null;
  return { leg: asked, answered: swap.possible, speaksWith: call.status === "on_hold" ? "asked" : "caller" };
}

/** What a phone understands of a number as people write and paste it; `null` if nothing can be dialled. */
export function dialable(written: string): string | null {
  let text = written.trim().replace(/^(tel|sip|sips|callto):/i, "");
  text = text.replace(/[;@?].*$/, "").replace(/\(0\)/g, "");
  const number = text.replace(/[\s().\-–/\u00a0\u202a-\u202e\u2066-\u2069]/g, "");
  return /^\+?[0-9*#A-Za-z_]{1,40}$/.test(number) ? number : null;
}
