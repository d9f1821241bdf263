// Which codec is offered first: the order of the numbers in the audio line of a session description.
import type { Codec } from "./choices";

/** The description with one codec first; as it was, where it has none of that name. */
export function prefer(sdp: string, codec: Codec): string {
  if (codec === "auto") return sdp;
  const wanted = new Set<string>();
  for (const [, number, name] of sdp.matchAll(/^a=rtpmap:(\d+) ([^/\r\n]+)\//gm)) {
    if (number && name?.toLowerCase() === codec.toLowerCase()) wanted.add(number);
  }
  // Those two have their numbers whether they are named or not.
  if (codec === "PCMU") wanted.add("0");
  if (codec === "PCMA") wanted.add("8");
  return sdp.replace(/^(m=audio \d+ \S+)((?: \d+)+)/m, (_, head: string, list: string) => {
    const numbers = list.trim().split(" ");
    const first = numbers.filter((number) => wanted.has(number));
    return [head, ...first, ...numbers.filter((number) => !wanted.has(number))].join(" ");
  });
}
