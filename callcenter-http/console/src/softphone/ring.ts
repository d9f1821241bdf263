// The sound of a call that comes: made here, so that no file is needed and it begins at once.
import { choices } from "./choices";

type Routed = AudioContext & { setSinkId?: (id: string) => Promise<void> };

let context: Routed | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Two soft tones, as telephones have had them. */
function burst(loud: number) {
  if (!context) return;
  const gain = context.createGain();
  gain.connect(context.destination);
  const now = context.currentTime;
  for (const [from, pitch] of [
    [0, 880],
    [0.22, 660],
    [0.5, 880],
    [0.72, 660],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(now + from);
    tone.stop(now + from + 0.2);
  }
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(loud * 0.3, now + 0.02);
  gain.gain.setValueAtTime(loud * 0.3, now + 0.9);
  gain.gain.linearRampToValueAtTime(0, now + 0.95);
}

/** Rings until it is stopped; beside a conversation only softly, and once. */
export async function ring(soft = false) {
  stop();
  const { ringVolume, ringOn } = choices.getState();
  const own: Routed = new AudioContext();
  context = own;
  if (ringOn) await own.setSinkId?.(ringOn).catch(() => {});
  if (context !== own) return;
  burst(soft ? ringVolume / 3 : ringVolume);
  if (!soft) timer = setInterval(() => burst(choices.getState().ringVolume), 2_500);
}

export function stop() {
  clearInterval(timer);
  void context?.close().catch(() => {});
  context = null;
}
