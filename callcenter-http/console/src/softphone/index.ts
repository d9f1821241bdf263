// The phone in the browser. Pages use this and nothing within.
export { useChoices } from "./choices";
export { PhonePanel } from "./PhonePanel";
export { PhoneSettings } from "./PhoneSettings";
export { type Microphone, type PhoneCall, type PhoneStatus, phone, usePhone } from "./phone";
export { SoftphoneHost } from "./SoftphoneHost";
