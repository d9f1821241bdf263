// How one is told that it rings: chosen on this device, for this device.
import { create } from "zustand";

export type Alerts = {
  /** Whether this page makes a sound when it rings. */
  sound: boolean;
  /** 0 to 1. */
  volume: number;
  /** Whether the browser shows a notification when the page is not looked at. */
  notify: boolean;
};

const KEPT = "callcenter.alerts";
const FIRST: Alerts = { sound: false, volume: 0.6, notify: false };

/** What was kept, as far as it makes sense. */
export function readAlerts(kept: string | null): Alerts {
  try {
    const said = JSON.parse(kept ?? "null") as Partial<Alerts> | null;
    const volume = typeof said?.volume === "number" ? Math.min(1, Math.max(0, said.volume)) : FIRST.volume;
    return { sound: said?.sound === true, volume, notify: said?.notify === true };
  } catch {
    return FIRST;
  }
}

export const useAlerts = create<Alerts>(() => readAlerts(localStorage.getItem(KEPT)));

export function chooseAlerts(change: Partial<Alerts>) {
  useAlerts.setState(change);
  localStorage.setItem(KEPT, JSON.stringify(useAlerts.getState()));
}

// Another tab's choice holds here too.
window.addEventListener("storage", (event) => {
  if (event.key === KEPT) useAlerts.setState(readAlerts(event.newValue));
});
