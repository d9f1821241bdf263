import { expect, test } from "vitest";
import { prefer } from "./codec";

const offer = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 9 0 8 101",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:101 telephone-event/8000",
  "",
].join("\r\n");

test("the chosen codec comes first and the others stay in their order", () => {
  expect(prefer(offer, "PCMU")).toContain("SAVPF 0 111 9 8 101\r\n");
  expect(prefer(offer, "PCMA")).toContain("SAVPF 8 111 9 0 101\r\n");
  expect(prefer(offer, "G722")).toContain("SAVPF 9 111 0 8 101\r\n");
});

test("without a choice, or without that codec, nothing changes", () => {
  expect(prefer(offer, "auto")).toBe(offer);
  expect(prefer(offer.replaceAll("111 ", "").replace("a=rtpmap:opus/48000/2\r\n", ""), "opus")).not.toContain("111");
});
