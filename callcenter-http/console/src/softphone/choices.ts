// What a person chose for the phone, kept in this browser: devices are of this machine.
import { createStore } from "zustand/vanilla";

export type Codec = "auto" | "opus" | "PCMU" | "PCMA" | "G722";

export type Choices = {
  input: string;
  output: string;
  ringOn: string;
  /** From 0 to 1. */
  volume: number;
  ringVolume: number;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGain: boolean;
  codec: Codec;
};

const KEPT = "callcenter.phone";

const first: Choices = {
  input: "",
  output: "",
  ringOn: "",
  volume: 1,
  ringVolume: 0.6,
  echoCancellation: true,
  noiseSuppression: true,
  autoGain: true,
  codec: "auto",
};

function kept(): Choices {
  try {
    return { ...first, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return first;
  }
}

export const choices = createStore<Choices>(kept);

export function choose(change: Partial<Choices>) {
  choices.setState(change);
  localStorage.setItem(KEPT, JSON.stringify(choices.getState()));
}

/** How the microphone is asked for. */
export function constraints(): MediaTrackConstraints {
  const { input, echoCancellation, noiseSuppression, autoGain } = choices.getState();
  return {
    ...(input ? { deviceId: { ideal: input } } : {}),
    echoCancellation,
    noiseSuppression,
    autoGainControl: autoGain,
  };
}
