// The phone in the browser. Pages use this and nothing within.
import i18next from "i18next";
import { speak } from "./microphone";

export { useChoices, usePhone } from "./hooks";
export { PhonePanel } from "./PhonePanel";
export { PhoneSettings } from "./PhoneSettings";
export { type Microphone, type PhoneCall, type PhoneStatus, phone } from "./phone";
export { SoftphoneHost } from "./SoftphoneHost";

speak((is) => i18next.t(`phone.microphone_${is}`));
