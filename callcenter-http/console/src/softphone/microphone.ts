// The microphone: asked for as was chosen, and what is wrong with it in one word.
import { constraints } from "./choices";
import { type Microphone, standing } from "./phone";

const say = (is: Microphone["is"]) => standing.setState({ microphone: { is } });

/** What is said of a microphone that cannot be used: pages have the words, in the languages that they speak. */
let words = (is: Microphone["is"]): string => is;

export function speak(page: (is: Microphone["is"]) => string) {
  words = page;
}

/** Says what is wrong, and gives it in words for whoever wanted to be heard. */
function fails(is: Microphone["is"], cause: unknown): Error {
  say(is);
  return new Error(words(is), { cause });
}

/** What a refusal of the browser means. */
export function diagnose(error: unknown): Microphone["is"] {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "missing";
  }
}

/** Opens the microphone; says what is wrong and fails, where it can't be. */
export async function open(): Promise<MediaStream> {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    throw fails("insecure", null);
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints() });
    if (standing.getState().microphone.is !== "silent") say("good");
    return stream;
  } catch (error) {
    throw fails(diagnose(error), error);
  }
}

export function close(stream: MediaStream | undefined) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Below this a microphone that works never is for long, even in a quiet room: -80 dB. */
const SILENCE = 0.0001;
const SILENT_AFTER_MS = 6_000;

/** How loud somebody is, from 0 to 1, told ten times a second until it is stopped. */
export function meter(stream: MediaStream, told: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    told(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Watches whether anything comes out of the microphone, as long as somebody should be heard. */
export function watch(stream: MediaStream, speaks: () => boolean): () => void {
  let heardAt = Date.now();
  return meter(stream, (level) => {
    if (level > SILENCE || !speaks()) heardAt = Date.now();
    const { is } = standing.getState().microphone;
    const silent = Date.now() - heardAt > SILENT_AFTER_MS;
    if (silent && is === "good") say("silent");
    if (!silent && is === "silent") say("good");
  });
}
