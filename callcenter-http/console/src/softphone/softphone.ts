// The phone itself: JsSIP over this server's /sip, or the WebSocket that it says. Loaded only where somebody's phone is in a browser.
import JsSIP from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { RTCSessionEvent, UA } from "jssip/lib/UA";
import type { Credentials } from "./begin";
import { choices } from "./choices";
import { prefer } from "./codec";
import * as microphone from "./microphone";
import { type PhoneActs, type PhoneCall, standing } from "./phone";
import * as ringing from "./ring";
import * as saved from "./saved";

const REGISTERED_FOR_S = 60;
/** A connection that looks alive and answers nothing is found so often, and so long after the question. */
const WATCH_EVERY_MS = 5_000;
const ANSWER_LONGEST_MS = 3_000;
/** A STUN server that does not answer must not keep a call waiting. */
const CANDIDATES_LONGEST_MS = 1_000;
const RECONNECT_LONGEST_S = 15;

/** What JsSIP has and does not describe. */
type Inside = {
  _transport?: { socket: { disconnect(): void; ondisconnect(error: boolean, code: number, why: string): void } };
  sendOptions(
    target: string,
    body: string | null,
    options: { eventHandlers: Record<string, (event: { response?: unknown }) => void> },
  ): void;
};
type Dialog = { _dialog?: { id?: { call_id: string; local_tag: string; remote_tag: string } } };

class Line {
  session: RTCSession;
  call: PhoneCall;
  own: MediaStream | undefined;
  sound = new Audio();
  stopWatching = () => {};
  constructor(session: RTCSession, call: PhoneCall) {
    this.session = session;
    this.call = call;
    this.sound.autoplay = true;
  }
}

export class Softphone implements PhoneActs {
  private readonly ua: UA;
  private readonly lines = new Map<string, Line>();
  private readonly given: Credentials;
  private readonly elsewhere: { takeOver: () => void; retry: () => void };
  private registeredOnce = false;
  private stopped = false;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly stopChoosing: () => void;

  constructor(given: Credentials, elsewhere: { takeOver: () => void; retry: () => void }) {
    this.given = given;
    this.elsewhere = elsewhere;
    const address = new URL(given.websocket ?? "/sip", window.location.href);
    // One of this page's own host comes as the page came; one with a host of its own says itself how.
    if (address.protocol.startsWith("http")) address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new JsSIP.WebSocketInterface(address.href);
    // However the page comes to us, the switch is spoken to over ws.
    socket.via_transport = "ws";
    this.ua = new JsSIP.UA({
      sockets: [socket],
      uri: `sip:${given.extension}@${given.domain}`,
      authorization_user: given.sip_user,
      password: given.secret,
      display_name: given.name || given.extension,
      register_expires: REGISTERED_FOR_S,
      session_timers: false,
      connection_recovery_min_interval: 2,
      connection_recovery_max_interval: RECONNECT_LONGEST_S,
      user_agent: "callcenter",
    });
    this.ua.on("connecting", () => this.say({ status: "connecting" }));
    this.ua.on(
      "disconnected",
      ({ reason }) => !this.stopped && this.say({ status: "connecting", why: reason ?? null }),
    );
    this.ua.on("registered", () => this.registered());
    this.ua.on("registrationFailed", ({ cause, response }) => {
      const words = response ? `${response.status_code} ${response.reason_phrase}` : String(cause);
      this.say({ status: "failed", why: words });
    });
    this.ua.on("newRTCSession", ({ session, originator }: RTCSessionEvent) => {
      if (originator === "remote") this.rings(session);
    });
    this.timer = setInterval(() => this.watch(), WATCH_EVERY_MS);
    this.stopChoosing = choices.subscribe(() => this.chosen());
    window.addEventListener("online", this.hurry);
    this.say({ status: "connecting", why: null, extension: given.extension });
    this.ua.start();
  }

  /** Ends it. Calls that are up are left to whoever comes back into them, or hung up. */
  stop({ leave }: { leave: boolean }) {
    this.stopped = true;
    clearInterval(this.timer);
    this.stopChoosing();
    window.removeEventListener("online", this.hurry);
    ringing.stop();
    if (leave) {
      // As if the page were gone: no BYE, so that the other tab comes back into them.
      this.inside()?.disconnect();
    } else {
      saved.save(this.given.extension, []);
      this.ua.stop();
    }
    for (const line of this.lines.values()) {
      this.drop(line);
      if (leave) line.session.connection?.close();
    }
    this.lines.clear();
    standing.setState({ calls: [] });
  }

  // ------------------------------------------------------------------ what people do

  answer = async (id?: string) => {
    const line = this.find(id, "ringing");
    if (!line) return;
    for (const other of this.lines.values()) {
      if (other !== line && other.call.state === "up" && !other.call.held) this.hold(other.call.id, true);
    }
    line.own = await microphone.open();
    if (line.session.isEnded()) return microphone.close(line.own);
    ringing.stop();
    line.session.answer({ ...this.media(line.own) });
  };

  hangUp = (id?: string) => {
    const line = this.find(id);
    if (!line || line.session.isEnded()) return;
    if (line.call.state === "ringing") line.session.terminate({ status_code: 486 });
    else line.session.terminate();
  };

  hold = (id: string, on: boolean) => {
    const session = this.lines.get(id)?.session;
    if (on) session?.hold();
    else session?.unhold();
  };

  mute = (id: string, on: boolean) => {
    const session = this.lines.get(id)?.session;
    if (on) session?.mute({ audio: true });
    else session?.unmute({ audio: true });
  };

  dtmf = (id: string, key: string) => {
    // INFO is taken by the switch whatever the endpoint's dtmf_mode is.
    this.lines.get(id)?.session.sendDTMF(key);
  };

  dial = async (number: string) => {
    for (const other of this.lines.values()) {
      if (other.call.state === "up" && !other.call.held) this.hold(other.call.id, true);
    }
    await this.invite(number.replace(/[^0-9*#+]/g, ""), { number });
  };

  refer = (id: string, to: { number: string } | { call: string }) => {
    const session = this.lines.get(id)?.session;
    if (!session) return;
    // The switch says at once that it took it; what became of it is told by the live calls.
    const eventHandlers = { accepted: () => !session.isEnded() && session.terminate() };
    if ("number" in to) {
      session.refer(`sip:${to.number}@${this.given.domain}`, { eventHandlers });
      return;
    }
    const other = this.lines.get(to.call)?.session;
    if (other) session.refer(other.remote_identity.uri, { replaces: other, eventHandlers });
  };

  takeOver = () => this.elsewhere.takeOver();
  retry = () => this.elsewhere.retry();

  unblock = () => {
    standing.setState({ soundBlocked: false });
    for (const line of this.lines.values()) this.play(line);
  };

  /** Something else was chosen: it holds for calls that are up, too. */
  chosen = () => {
    const { volume, output } = choices.getState();
    for (const line of this.lines.values()) {
      line.sound.volume = volume;
      void this.route(line, output);
    }
  };

  /** Another microphone, in the middle of a call. */
  async newMicrophone() {
    for (const line of this.lines.values()) {
      const sender = line.session.connection?.getSenders().find((one) => one.track?.kind === "audio");
      if (line.call.state !== "up" || !sender) continue;
      const fresh = await microphone.open();
      const [track] = fresh.getAudioTracks();
      if (!track) continue;
      track.enabled = !line.call.muted;
      await sender.replaceTrack(track);
      microphone.close(line.own);
      line.own = fresh;
      this.watchMicrophone(line);
    }
  }

  // ------------------------------------------------------------------ what the switch says

  private registered() {
    this.say({ status: "registered", why: null });
    if (!this.registeredOnce) {
      this.registeredOnce = true;
      for (const call of saved.take(this.given.extension)) void this.recover(call);
      return;
    }
    // After a new connection a call's dialog still points at the dead one: its BYE would never come.
    for (const { session } of this.lines.values()) {
      if (!session.isEstablished()) continue;
      const ice = session.connection?.iceConnectionState;
      const broken = ice === "failed" || ice === "disconnected";
      session.renegotiate(broken ? { rtcOfferConstraints: { iceRestart: true } } : {});
    }
  }

  private rings(session: RTCSession) {
    const identity = session.remote_identity;
    const line = this.keep(session, {
      direction: "in",
      number: identity.uri.user,
      name: identity.display_name && identity.display_name !== identity.uri.user ? identity.display_name : null,
      state: "ringing",
    });
    const talks = [...this.lines.values()].some((other) => other !== line && other.call.state === "up");
    void ringing.ring(talks);
  }

  private async recover(call: saved.SavedCall) {
    try {
      await this.invite(
        this.given.extension,
        { ...call, recovered: true },
        { extraHeaders: [saved.replaces(call)], muted: call.muted },
      );
    } catch {
      // What is wrong with the microphone is said already; the call ends at the switch.
    }
  }

  private async invite(
    target: string,
    known: Partial<PhoneCall> & { number: string },
    { extraHeaders = [], muted = false }: { extraHeaders?: string[]; muted?: boolean } = {},
  ) {
    const own = await microphone.open();
    const session = this.ua.call(`sip:${encodeURIComponent(target)}@${this.given.domain}`, {
      ...this.media(own),
      extraHeaders,
    });
    const line = this.keep(session, { direction: "out", name: null, state: "calling", ...known });
    line.own = own;
    if (session.connection) this.hears(line, session.connection);
    if (muted) session.mute({ audio: true });
  }

  private keep(session: RTCSession, known: Omit<Partial<PhoneCall>, "number"> & { number: string }): Line {
    const line = new Line(session, {
      direction: "in",
      name: null,
      state: "calling",
      since: Date.now(),
      held: false,
      muted: false,
      recovered: false,
      ...known,
      id: session.id,
    });
    this.lines.set(session.id, line);
    const change = (change: Partial<PhoneCall>) => {
      line.call = { ...line.call, ...change };
      this.told();
    };
    session.on("peerconnection", ({ peerconnection }) => this.hears(line, peerconnection));
    session.on("sdp", (event) => {
      if (event.originator === "local") event.sdp = prefer(event.sdp, choices.getState().codec);
    });
    let gathering: ReturnType<typeof setTimeout> | undefined;
    session.on("icecandidate", ({ ready }) => {
      gathering ??= setTimeout(ready, CANDIDATES_LONGEST_MS);
    });
    session.on("progress", () => line.call.state === "calling" && change({ state: "early" }));
    const up = () => {
      clearTimeout(gathering);
      gathering = undefined;
      if (line.call.state === "up") return;
      ringing.stop();
      change({ state: "up", since: line.call.recovered ? line.call.since : Date.now() });
      this.watchMicrophone(line);
    };
    session.on("accepted", up);
    session.on("confirmed", up);
    session.on("hold", ({ originator }) => originator === "local" && change({ held: true }));
    session.on("unhold", ({ originator }) => originator === "local" && change({ held: false }));
    session.on("muted", () => change({ muted: true }));
    session.on("unmuted", () => change({ muted: false }));
    session.on("ended", () => this.over(line));
    session.on("failed", ({ originator, cause }) => {
      if (originator === "remote" && line.call.direction === "out" && !line.call.recovered) this.say({ why: cause });
      this.over(line);
    });
    this.told();
    return line;
  }

  private over(line: Line) {
    this.drop(line);
    this.lines.delete(line.call.id);
    if (![...this.lines.values()].some(({ call }) => call.state === "ringing")) ringing.stop();
    this.told();
  }

  private drop(line: Line) {
    line.stopWatching();
    microphone.close(line.own);
    line.sound.srcObject = null;
  }

  // ------------------------------------------------------------------ sound

  private media(own: MediaStream) {
    const turn = this.given.turn_servers.map(({ url, user, secret }) => ({
      urls: url,
      username: user,
      credential: secret,
    }));
    const stun = this.given.stun_servers.map((urls) => ({ urls }));
    return { mediaStream: own, pcConfig: { iceServers: [...stun, ...turn] } };
  }

  private hears(line: Line, connection: RTCPeerConnection) {
    // It fires again when a call is taken from hold: the same element goes on.
    connection.addEventListener("track", ({ streams, track }) => {
      line.sound.srcObject = streams[0] ?? new MediaStream([track]);
      line.sound.volume = choices.getState().volume;
      void this.route(line, choices.getState().output);
      this.play(line);
    });
  }

  private play(line: Line) {
    line.sound.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") standing.setState({ soundBlocked: true });
    });
  }

  private async route(line: Line, output: string) {
    await line.sound.setSinkId?.(output).catch(() => {});
  }

  private watchMicrophone(line: Line) {
    line.stopWatching();
    if (line.own) line.stopWatching = microphone.watch(line.own, () => !line.call.muted && !line.call.held);
  }

  // ------------------------------------------------------------------ the connection

  /** Asks the switch whether it is there; who does not answer is given up, and JsSIP connects anew. */
  private watch() {
    this.keepForLater();
    if (!this.ua.isConnected()) return;
    const late = setTimeout(() => {
      const socket = this.inside();
      socket?.disconnect();
      socket?.ondisconnect(true, 1006, "no answer");
    }, ANSWER_LONGEST_MS);
    const answered = ({ response }: { response?: unknown }) => response && clearTimeout(late);
    const own = `sip:${this.given.extension}@${this.given.domain}`;
    (this.ua as unknown as Inside).sendOptions(own, null, { eventHandlers: { succeeded: answered, failed: answered } });
  }

  private hurry = () => this.watch();

  private inside() {
    return (this.ua as unknown as Inside)._transport?.socket;
  }

  private find(id: string | undefined, state?: PhoneCall["state"]): Line | undefined {
    if (id) return this.lines.get(id);
    return [...this.lines.values()].find(({ call }) => !state || call.state === state);
  }

  private say(change: {
    status?: ReturnType<typeof standing.getState>["status"];
    why?: string | null;
    extension?: string;
  }) {
    standing.setState(change);
  }

  private told() {
    standing.setState({ calls: [...this.lines.values()].map(({ call }) => call) });
    this.keepForLater();
  }

  private keepForLater() {
    if (this.stopped) return;
    const calls = [...this.lines.values()].flatMap(({ call, session }) => {
      const id = (session as unknown as Dialog)._dialog?.id;
      if (call.state !== "up" || !id) return [];
      const { direction, number, name, since, muted } = call;
      return [
        { callId: id.call_id, localTag: id.local_tag, remoteTag: id.remote_tag, direction, number, name, since, muted },
      ];
    });
    if (calls.length || this.registeredOnce) saved.save(this.given.extension, calls);
  }
}
