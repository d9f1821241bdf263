// The phone for pages that are not the console's: `npm run phone` makes one file of it, without a framework, for the page of the
// Flask module. What the page shows is its own; everything that a phone is comes from here, and is the console's.
import { begin, type Given } from "./begin";

export type { Given } from "./begin";
export { type Choices, type Codec, choices, choose } from "./choices";
export { close, meter, open, speak, watch } from "./microphone";
export { type Microphone, type PhoneCall, type PhoneState, type PhoneStatus, phone, standing } from "./phone";
export { ring, stop as stopRing } from "./ring";

/** Begins to be the phone, with credentials that are asked for when it is this tab's turn; gives what ends it. */
export function beThePhone(credentials: () => Promise<Given>): () => void {
  return begin(credentials, () => import("./softphone"));
}
