// The one WebSocket of this page: it comes back by itself, resumes where it was, and says how old what it shows is.
import type { Problem } from "~/api/client";
import { Refused } from "~/api/client";
import { type Topic, type TopicRows, topics } from "./topics";

export type Link =
  /** Nothing was heard of the server yet. */
  | { is: "connecting" }
  /** The server is followed, and it follows the switch. */
  | { is: "live" }
  /** The server is there, but the switch is not: what is shown was true at `asOf`. */
  | { is: "switch_down"; asOf: number | null; why: string }
  /** The server is not there: the same. */
  | { is: "server_down"; asOf: number; retryAt: number };

type Row = Record<string, unknown>;
type Message =
  | { type: "hello"; epoch: number; seq: number; time: string; keys: Record<string, string>; beat_s: number }
  | { type: "link"; live: boolean; link: { is: string; why?: string }; as_of: string | null }
  | { type: "snapshot"; topic: Topic; seq: number; at: string; rows: Row[] }
  | { type: "delta"; topic: Topic; seq: number; at: string; set: Row[]; gone: string[] }
  | { type: "subscribed"; epoch: number; seq: number; time: string }
  | { type: "epoch"; epoch: number; seq: number }
  | { type: "answer"; id: string | number; ok?: unknown; problem?: Problem }
  | { type: "beat"; seq: number; time: string };

const BACK_FIRST_MS = 500;
const BACK_LONGEST_MS = 15_000;
const ANSWER_LONGEST_MS = 45_000;
/** Closed by the server because the session is over, or is another one now. */
const CLOSED_LOGGED_OUT = 4001;

class Connection {
  private socket: WebSocket | null = null;
  private wanted = new Map<Topic, number>();
  private rows = new Map<Topic, Map<string, Row>>();
  private lists = new Map<Topic, readonly Row[]>();
  private keys: Record<string, string> = {};
  private known: { epoch: number; seq: number } | null = null;
  private listeners = new Set<() => void>();
  private answers = new Map<number, { then: (value: unknown) => void; no: (error: Error) => void }>();
  private nextId = 1;
  private attempts = 0;
  private heardAt = Date.now();
  private beatMs = 15_000;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private running = false;
  private state: Link = { is: "connecting" };
  private told = false;
  /** What the switch's clock is ahead of this browser's, in milliseconds. */
  private ahead = 0;
  private onRefused: () => void = () => {};

  start(onRefused: () => void) {
    this.onRefused = onRefused;
    if (this.running) return;
    this.running = true;
    this.open();
    this.beat = setInterval(() => this.watch(), 2_000);
    window.addEventListener("online", this.hurry);
  }

  stop() {
    this.running = false;
    clearTimeout(this.timer);
    clearInterval(this.beat);
    window.removeEventListener("online", this.hurry);
    this.socket?.close();
    this.socket = null;
    this.rows.clear();
    this.lists.clear();
    this.known = null;
    this.set({ is: "connecting" });
  }

  /** Calls when a row or the link changed; what it gives ends that. */
  listen = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  link = (): Link => this.state;

  /** Now, by the switch's clock, in milliseconds: what instants of rows are to be measured against. */
  now = (): number => Date.now() + this.ahead;

  /** The rows of a topic, the same array until one of them changes; `undefined` until the first have come. */
  list<T extends Topic>(topic: T): readonly TopicRows[T][] | undefined {
    let list = this.lists.get(topic);
    const rows = this.rows.get(topic);
    if (!list && rows) {
      list = [...rows.values()];
      this.lists.set(topic, list);
    }
    return list as readonly TopicRows[T][] | undefined;
  }

  row<T extends Topic>(topic: T, key: string): TopicRows[T] | undefined {
    return this.rows.get(topic)?.get(key) as TopicRows[T] | undefined;
  }

  /** Follows a topic for as long as somebody looks at it. */
  follow(topic: Topic): () => void {
    const users = this.wanted.get(topic) ?? 0;
    this.wanted.set(topic, users + 1);
    if (users === 0) this.say({ do: "subscribe", topics: [topic] });
    return () => {
      const users = (this.wanted.get(topic) ?? 1) - 1;
      this.wanted.set(topic, users);
      if (users > 0) return;
      // A page that opens next often wants the same: what is dropped at once would be asked for at once.
      setTimeout(() => {
        if ((this.wanted.get(topic) ?? 0) > 0) return;
        this.wanted.delete(topic);
        this.rows.delete(topic);
        this.lists.delete(topic);
        this.say({ do: "unsubscribe", topics: [topic] });
      }, 3_000);
    };
  }

  /** Does something over the socket; what the switch did, or `Refused`. */
  ask(action: Record<string, unknown>): Promise<unknown> {
    const id = this.nextId++;
    if (!this.say({ ...action, id })) return Promise.reject(new Refused(0, undefined));
    return new Promise((then, no) => {
      this.answers.set(id, { then, no });
      setTimeout(() => this.answers.delete(id) && no(new Refused(504, undefined)), ANSWER_LONGEST_MS);
    });
  }

  private say(message: Record<string, unknown>): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private open() {
    const address = new URL("/ws", window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    let greeted = false;
    socket.onopen = () => {
      this.heardAt = Date.now();
      const all = [...this.wanted].filter(([, users]) => users > 0).map(([topic]) => topic);
      // What was known goes on from there; of the others everything is wanted.
      const known = this.known ? all.filter((topic) => this.rows.has(topic)) : [];
      const unknown = all.filter((topic) => !known.includes(topic));
      if (known.length) this.say({ do: "subscribe", topics: known, since: this.known });
      if (unknown.length) this.say({ do: "subscribe", topics: unknown });
    };
    socket.onmessage = (event) => {
      this.heardAt = Date.now();
      greeted = true;
      this.hear(JSON.parse(event.data as string) as Message);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      for (const { no } of this.answers.values()) no(new Refused(0, undefined));
      this.answers.clear();
      // Let in never, or sent away: perhaps the session is over. Who opens sockets isn't told why one is refused.
      if (event.code === CLOSED_LOGGED_OUT || !greeted) this.onRefused();
      if (this.running) this.comeBack();
    };
  }

  private comeBack() {
    const wait = Math.min(BACK_LONGEST_MS, BACK_FIRST_MS * 2 ** this.attempts++) * (0.5 + Math.random() / 2);
    const asOf = this.state.is === "server_down" ? this.state.asOf : this.heardAt;
    this.set({ is: "server_down", asOf, retryAt: Date.now() + wait });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.running && this.open(), wait);
  }

  private hurry = () => {
    if (this.socket || !this.running) return;
    clearTimeout(this.timer);
    this.open();
  };

  /** A connection that says nothing is dead, whatever the browser thinks. */
  private watch() {
    if (this.socket?.readyState === WebSocket.OPEN && Date.now() - this.heardAt > 2.5 * this.beatMs) {
      const dead = this.socket;
      this.socket = null;
      dead.close();
      this.comeBack();
    }
  }

  private hear(message: Message) {
    switch (message.type) {
      case "hello":
        this.attempts = 0;
        this.keys = message.keys;
        this.beatMs = message.beat_s * 1_000;
        this.ahead = Date.parse(message.time) - Date.now();
        break;
      case "link":
        if (message.live) this.set({ is: "live" });
        else {
          const asOf = message.as_of ? Date.parse(message.as_of) - this.ahead : null;
          this.set({ is: "switch_down", asOf, why: message.link.why ?? message.link.is });
        }
        break;
      case "snapshot":
        this.rows.set(message.topic, new Map(message.rows.map((row) => [this.key(message.topic, row), row])));
        this.changed(message.topic);
        break;
      case "delta": {
        const rows = this.rows.get(message.topic);
        if (!rows) break;
        for (const row of message.set) rows.set(this.key(message.topic, row), row);
        for (const key of message.gone) rows.delete(key);
        if (this.known) this.known = { ...this.known, seq: message.seq };
        this.changed(message.topic);
        break;
      }
      case "subscribed":
        this.known = { epoch: message.epoch, seq: message.seq };
        break;
      case "epoch":
        this.known = null;
        break;
      case "beat":
        this.ahead = Date.parse(message.time) - Date.now();
        break;
      case "answer": {
        const waiting = this.answers.get(Number(message.id));
        this.answers.delete(Number(message.id));
        if (message.problem) waiting?.no(new Refused(message.problem.status ?? 0, message.problem));
        else waiting?.then(message.ok);
      }
    }
  }

  private key(topic: Topic, row: Row): string {
    return String(row[this.keys[topic] ?? topics[topic]]);
  }

  private changed(topic: Topic) {
    this.lists.delete(topic);
    this.tell();
  }

  private set(state: Link) {
    this.state = state;
    this.tell();
  }

  /** Many changes at once are shown once. */
  private tell() {
    if (this.told) return;
    this.told = true;
    queueMicrotask(() => {
      this.told = false;
      for (const listener of this.listeners) listener();
    });
  }
}

export const live = new Connection();
