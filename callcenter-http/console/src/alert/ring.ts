// The sound of a ringing telephone, made here: two tones, one second on, two off.
const TONES_HZ = [440, 480];
const ON_S = 1;
const CYCLE_S = 3;
/** So loud at most: two tones together stay below full scale. */
const GAIN_MAX = 0.35;

let context: AudioContext | null = null;

/** Rings until the answer is called. Nothing sounds before the page was touched once: browsers want that. */
export function ring(volume: number): () => void {
  context ??= new AudioContext();
  const audio = context;
  void audio.resume();
  const gain = audio.createGain();
  gain.gain.value = 0;
  gain.connect(audio.destination);
  const tones = TONES_HZ.map((hertz) => {
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start();
    return tone;
  });
  const once = () => {
    const now = audio.currentTime;
    gain.gain.cancelScheduledValues(now);
    gain.gain.setTargetAtTime(volume * GAIN_MAX, now, 0.02);
    gain.gain.setTargetAtTime(0, now + ON_S, 0.02);
  };
  once();
  const timer = setInterval(once, CYCLE_S * 1_000);
  return () => {
    clearInterval(timer);
    for (const tone of tones) tone.stop();
    gain.disconnect();
  };
}

/** One ring, to hear how loud it is. */
export function ringOnce(volume: number) {
  const stop = ring(volume);
  setTimeout(stop, ON_S * 1_000 + 200);
}
