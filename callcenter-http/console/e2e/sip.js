// A WebSocket that speaks as much SIP as a phone in a page needs: says yes to everybody, calls, and answers calls. No voice comes
// through it; with a real switch and with sound it is proven in tests/asterisk.

export const header = (message, name) => new RegExp(`^${name}: *(.*)$`, "im").exec(message)?.[1].trim() ?? "";

const sdp = (setup, direction = "sendrecv") =>
  [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    "m=audio 40000 UDP/TLS/RTP/SAVPF 0",
    "a=rtpmap:0 PCMU/8000",
    "a=ice-ufrag:abcd",
    "a=ice-pwd:abcdefghijklmnopqrstuvwx",
    `a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}`,
    `a=setup:${setup}`,
    "a=mid:0",
    "a=rtcp-mux",
    `a=${direction}`,
    "",
  ].join("\r\n");

/** The answer to a request. */
function answer(request, status, more = [], body = "") {
  const lines = ["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `${name}: ${header(request, name)}`);
  lines[2] += lines[2].includes("tag=") ? "" : ";tag=switch";
  return [`SIP/2.0 ${status}`, ...lines, ...more, `Content-Length: ${body.length}`, "", body].join("\r\n");
}

const described = ["Contact: <sip:switch@switch.invalid;transport=ws>", "Content-Type: application/sdp"];

/**
 * Stands in for the switch at the WebSocket that `pattern` names; `accepts`: whether it lets phones register. It keeps what was
 * asked of it in `requests`, and what it was answered in `answers`.
 */
export async function standIn(page, pattern, { accepts = true } = {}) {
  const sip = { requests: [], answers: [], called: new Set() };
  await page.routeWebSocket(pattern, (socket) => {
    sip.socket = socket;
    socket.onMessage((data) => {
      const text = String(data);
      const method = text.split(" ", 1)[0];
      if (method === "SIP/2.0") return sip.answers.push(text);
      sip.requests.push(text);
      if (method === "REGISTER") {
        sip.contact = /<([^>]*)>/.exec(header(text, "Contact"))?.[1];
        socket.send(
          accepts
            ? answer(text, "200 OK", [`Contact: ${header(text, "Contact")};expires=60`])
            : answer(text, "403 Forbidden"),
        );
      } else if (method === "INVITE") {
        if (!header(text, "To").includes("tag=")) socket.send(answer(text, "180 Ringing", [described[0]]));
        // Who offered to be either stays what it became.
        const setup = sip.called.has(header(text, "Call-ID")) ? "passive" : "active";
        socket.send(answer(text, "200 OK", described, sdp(setup, /a=sendonly/.test(text) ? "recvonly" : "sendrecv")));
      } else if (method !== "ACK") socket.send(answer(text, "200 OK"));
    });
  });
  return sip;
}

/** Somebody calls the phone in the page. */
export function call(sip, { name = "Ada Almeida", number = "+4930231251", id = "one" } = {}) {
  const offer = sdp("actpass");
  sip.called.add(id);
  sip.socket.send(
    [
      `INVITE ${sip.contact} SIP/2.0`,
      `Via: SIP/2.0/WS switch.invalid;branch=z9hG4bK${id}`,
      "Max-Forwards: 70",
      `From: "${name}" <sip:${number}@localhost>;tag=caller${id}`,
      "To: <sip:1001@localhost>",
      `Call-ID: ${id}`,
      "CSeq: 1 INVITE",
      "Contact: <sip:switch@switch.invalid;transport=ws>",
      "Content-Type: application/sdp",
      `Content-Length: ${offer.length}`,
      "",
      offer,
    ].join("\r\n"),
  );
}

/** Says that it has the answer to a call; without that it is answered again and again. */
export function acknowledge(sip, id = "one") {
  const said = sip.answers.findLast((text) => text.startsWith("SIP/2.0 200") && header(text, "Call-ID") === id);
  sip.socket.send(
    [
      `ACK ${sip.contact} SIP/2.0`,
      `Via: SIP/2.0/WS switch.invalid;branch=z9hG4bKack${id}`,
      ...["From", "To", "Call-ID"].map((name) => `${name}: ${header(said, name)}`),
      "CSeq: 1 ACK",
      "Content-Length: 0",
      "",
      "",
    ].join("\r\n"),
  );
}
