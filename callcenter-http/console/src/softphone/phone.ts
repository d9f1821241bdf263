// What the phone in the browser is, for whoever shows it. What does the work is in `softphone.ts`, loaded when it is needed.
import { createStore } from "zustand/vanilla";

export type PhoneStatus =
  /** Nobody asked for it. */
  | "off"
  | "loading"
  /** Another tab of this browser is the phone. */
  | "elsewhere"
  | "connecting"
  | "registered"
  | "failed"
  /** One's phone stands on the desk. */
  | "desk";

export type PhoneCall = {
  id: string;
  direction: "in" | "out";
  number: string;
  name: string | null;
  state: "ringing" | "calling" | "early" | "up" | "ended";
  /** When it began to ring, or was answered. By this machine's clock. */
  since: number;
  held: boolean;
  muted: boolean;
  /** The page was loaded anew in the middle of it. */
  recovered: boolean;
};

export type Microphone = {
  is: "unknown" | "good" | "denied" | "missing" | "busy" | "silent" | "insecure";
};

export type PhoneState = {
  status: PhoneStatus;
  /** Why it is as it is: the server's words, or the switch's. */
  why: string | null;
  extension: string | null;
  calls: PhoneCall[];
  microphone: Microphone;
  /** The browser wants a click before it lets anything be heard. */
  soundBlocked: boolean;
};

export const standing = createStore<PhoneState>(() => ({
  status: "off",
  why: null,
  extension: null,
  calls: [],
  microphone: { is: "unknown" },
  soundBlocked: false,
}));

/** What can be done with it; each does nothing while the phone is not there. */
export type PhoneActs = {
  answer: (id?: string) => Promise<void>;
  hangUp: (id?: string) => void;
  hold: (id: string, on: boolean) => void;
  mute: (id: string, on: boolean) => void;
  dtmf: (id: string, key: string) => void;
  dial: (number: string) => Promise<void>;
  /** Hands a call to a number, or to whom another call is with. */
  refer: (id: string, to: { number: string } | { call: string }) => void;
  /** Makes this tab the phone. */
  takeOver: () => void;
  retry: () => void;
  /** After a click: lets be heard what the browser kept back. */
  unblock: () => void;
  chosen: () => void;
};

export const NOBODY: PhoneActs = {
  answer: async () => {},
  hangUp: () => {},
  hold: () => {},
  mute: () => {},
  dtmf: () => {},
  dial: async () => {},
  refer: () => {},
  takeOver: () => {},
  retry: () => {},
  unblock: () => {},
  chosen: () => {},
};

let acts: PhoneActs = NOBODY;

export function setActs(are: PhoneActs) {
  acts = are;
}

export const phone: PhoneActs = {
  answer: (id) => acts.answer(id),
  hangUp: (id) => acts.hangUp(id),
  hold: (id, on) => acts.hold(id, on),
  mute: (id, on) => acts.mute(id, on),
  dtmf: (id, key) => acts.dtmf(id, key),
  dial: (number) => acts.dial(number),
  refer: (id, to) => acts.refer(id, to),
  takeOver: () => acts.takeOver(),
  retry: () => acts.retry(),
  unblock: () => acts.unblock(),
  chosen: () => acts.chosen(),
};
