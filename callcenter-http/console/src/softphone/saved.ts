// What must be known to come back into a call after the page was loaded anew: by what the switch knows it. Kept for the browser and
// not for the tab: where a tab is closed in a call, another one comes back into it. Only one tab is the phone, so only one writes.

export type SavedCall = {
  callId: string;
  localTag: string;
  remoteTag: string;
  direction: "in" | "out";
  number: string;
  name: string | null;
  since: number;
  muted: boolean;
};

type Saved = { extension: string; at: number; calls: SavedCall[] };

const KEPT = "callcenter.phone.calls";

/** A call that was not heard of for so long has ended at the switch's side. */
const GOOD_FOR_MS = 60_000;

export function save(extension: string, calls: SavedCall[], now = Date.now()) {
  if (calls.length) localStorage.setItem(KEPT, JSON.stringify({ extension, at: now, calls } satisfies Saved));
  else localStorage.removeItem(KEPT);
}

/** Takes what was saved; once. */
export function take(extension: string, now = Date.now()): SavedCall[] {
  const text = localStorage.getItem(KEPT);
  localStorage.removeItem(KEPT);
  if (!text) return [];
  try {
    const saved = JSON.parse(text) as Saved;
    return saved.extension === extension && now - saved.at < GOOD_FOR_MS ? saved.calls : [];
  } catch {
    return [];
  }
}

/** The header by which an INVITE takes the place of a call (RFC 3891): tags as the switch sees them. */
export function replaces({ callId, localTag, remoteTag }: SavedCall): string {
  return `Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`;
}
