// The agent's page: shows what the switch says, asks for what the agent wants. All texts of others are texts, never markup.
import { all, app, element, one, show } from "./parts.js";

const base = app.dataset.base;
const POLL_MS = 3000;
const SOON_MS = 400;
const WORDS = {
  logged_out: "Logged out", ready: "Ready", not_ready: "Not ready", wrap_up: "After-call work", ringing: "Ringing", on_call: "In a call",
};
const CALL_WORDS = {
  ringing: "rings", waiting: "waits in a queue", talking: "you are talking", on_hold: "on hold", parked: "parked",
};

let token = document.querySelector('meta[name="csrf-token"]').content;
let state = null;
let offset = 0; // what the switch's clock is ahead of this one's, in ms
let customerOf = null;
let asking = null;
let lastStatus = null;
let lastCall = null;
let panel = null;
let announced = null; // the phone's call that was announced before the switch told of it
let inPage = null; // the call as the phone in this page has it, where it has it

// ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────

class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || `The server said ${status}.`);
    this.status = status;
    this.kind = (problem.type || "").split("/").pop();
  }
}

async function ask(path, body) {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.headers["X-CSRFToken"] = token;
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(base + path, options);
  } catch {
    throw new Refused({ detail: "The server does not answer. Is the network there?" }, 0);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told, answer.status);
  return told;
}

/** Asks again with a new token when the old one was too old. */
async function act(path, body) {
  try {
    return await ask(path, body);
  } catch (why) {
    if (why.kind !== "csrf") throw why;
    await session();
    return ask(path, body);
  }
}

async function session() {
  const told = await ask("api/session");
  token = told.csrf_token;
  return told;
}

function toast(text, kind = "") {
  const made = element("div", `toast ${kind}`, text);
  one("#toasts").append(made);
  while (one("#toasts").children.length > 4) one("#toasts").firstChild.remove();
  setTimeout(() => made.remove(), kind === "bad" ? 9000 : 4000);
}

/** Gives the keyboard back to a button that was pressed by it; where that is gone, to the next one. */
function goOnAt(button) {
  const usable = (one) => !one.hidden && !one.disabled;
  if (usable(button)) button.focus();
  else if (button.closest(".actions")) all(".actions button").find(usable)?.focus();
}

async function doing(button, work) {
  const hadFocus = button && document.activeElement === button;
  if (button) button.disabled = true;
  try {
    return await work();
  } catch (why) {
    toast(why.message, "bad");
    if (why.status === 401 && why.kind === "not-logged-in") leave();
    return null;
  } finally {
    if (button) button.disabled = false;
    if (state) draw(state);
    // A button that cannot be pressed loses the focus.
    if (hadFocus && document.activeElement === document.body) goOnAt(button);
  }
}

// ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────────────

function ago(since) {
  if (!since) return "";
  const seconds = Math.max(0, Math.floor((Date.now() + offset - Date.parse(since)) / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function tick() {
  for (const place of all("time[data-since]")) {
    const said = ago(place.dataset.since);
    if (place.textContent !== said) place.textContent = said;
  }
}

function initials(name, number) {
  const parts = (name || "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (parts.length) return (parts[0][0] + (parts.length > 1 ? parts.at(-1)[0] : "")).toUpperCase();
  return (number || "").slice(-2) || "?";
}

function draw(told) {
  // Drawn again, its clock is an old one.
  if (told !== state) offset = Date.parse(told.now) - Date.now();
  state = told;
  const agent = told.agent;
  const status = agent?.status ?? "logged_out";
  const since = agent?.agent?.since ?? "";
  show("status", WORDS[status]);
  show("status-big", WORDS[status]);
  show("reason", agent?.reason);
  for (const place of all(".pill, .big-pill")) place.dataset.state = status;
  one(".pill time").dataset.since = since;
  one(".state-time").dataset.since = since;
  show("idle-text", status === "ready" ? "You are ready. The next call appears here."
    : status === "logged_out" ? "You are in no queue. Log out and in again to take calls."
    : "You are not ready: no call is sent to you.");
  for (const chip of all(".chips button")) chip.setAttribute("aria-pressed", String(status === "not_ready" && chip.value === agent?.reason));
  const paused = (agent?.agent?.queues ?? []).some((queue) => queue.paused);
  one('[data-do="ready"]').disabled = status === "logged_out" || (!paused && status !== "wrap_up" && status !== "not_ready");

  one(".link").dataset.link = told.link.state;
  show("link", told.link.state === "ready" ? "connected" : told.link.state);
  const trouble = told.link.state === "ready" ? told.books && `The call history cannot be written now: ${told.books}`
    : `The link to the switch is ${told.link.state === "connecting" ? "being made" : "down"}${told.link.why ? `: ${told.link.why}` : ""}. What you see may be old.`;
  banner("trouble", trouble);

  drawCall(told.call, status);
  drawQueues(told.queues);
  tick();
  const over = lastCall && lastCall !== told.call?.id;
  if (over) for (const later of [1500, 6000]) setTimeout(loadCalls, later);
  if (lastCall !== (told.call?.id ?? null)) banner("divergence", "");
  lastCall = told.call?.id ?? null;
  if (status !== lastStatus && status === "ringing") announce(told.call);
  lastStatus = status;
  document.title = status === "ringing" ? "☎ Ringing – Call center" : `${WORDS[status]} – Call center`;
}

function banner(id, text) {
  const place = document.getElementById(id);
  place.hidden = !text;
  if (place.textContent !== (text || "")) place.textContent = text || "";
}

function announce(call) {
  const who = call ? [call.caller_name, call.caller].filter(Boolean).join(", ") || "unknown number" : "";
  one("#spoken").textContent = `Incoming call: ${who}`;
  if (document.hidden && "Notification" in window && Notification.permission === "granted") {
    new Notification("Incoming call", { body: who, tag: "callcenter" });
  }
}

/** What is shown of a call that only the phone in this page tells of yet. */
function callOfPhone({ direction, number, name, state, held, since }) {
  const out = direction === "out";
  return {
    id: null, status: held ? "on_hold" : "talking", direction: out ? "outbound" : "inbound", dialed: out ? number : null, queue: null,
    caller: out ? null : number, caller_name: name, is_up: state === "up", is_holding: held, since: new Date(since).toISOString(), can: {},
  };
}

function drawCall(told, status) {
  const card = one(".card.call");
  const ringsThere = told !== null && !told.is_up && status === "ringing";
  inPage = panel?.callOf(told, ringsThere) ?? null;
  panel?.draw();
  const call = told ?? (inPage && callOfPhone(inPage));
  const rings = inPage ? inPage.state === "ringing" : ringsThere;
  card.dataset.call = call ? (rings ? "ringing" : call.status) : "none";
  one("#call-title").textContent = call ? (rings ? "Incoming call" : call.direction === "outbound" ? "Outbound call" : "Your call") : "No call";
  show("call-status", call && !rings ? CALL_WORDS[call.is_holding ? "on_hold" : call.status] ?? call.status : "");
  for (const part of ["party", "actions"]) one(`[data-part="${part}"]`).hidden = !call;
  one('[data-part="idle"]').hidden = !!call;
  if (!call) {
    one("#transfer").hidden = true;
    one("#asking").hidden = true;
    one('[data-part="customer"]').hidden = true;
    asking = customerOf = null;
    one("#spoken").textContent = "";
    return;
  }
  if (told === null && rings && announced !== inPage.id) {
    announced = inPage.id;
    announce(call);
  }
  const number = call.direction === "outbound" ? call.dialed : call.caller;
  const name = call.direction === "outbound" ? "" : call.caller_name;
  show("initials", initials(name, number));
  show("caller-name", name || number || "Unknown number");
  show("caller-number", name ? number : "");
  show("caller-way", [call.queue && `Queue ${call.queue}`, call.dialed && call.direction !== "outbound" && `dialled ${call.dialed}`].filter(Boolean).join(" · "));
  one(".party-time").dataset.since = state.agent?.agent?.call?.since ?? call.since ?? "";
  const may = (name) => (inPage !== null && (panel.ready() || told === null)) || call.can[name] !== false;
  const isUp = call.is_up || inPage?.state === "up";
  const isHeld = call.is_holding || Boolean(inPage?.held);
  const seen = { answer: rings, hold: isUp && !isHeld, unhold: isHeld, drop: true };
  const focused = document.activeElement;
  for (const [name, visible] of Object.entries(seen)) {
    const button = one(`.actions [data-do="${name}"]`);
    button.hidden = !visible;
    button.disabled = !may(button.dataset.can);
  }
  one('[data-do="drop"]').textContent = rings ? "Decline" : "Hang up";
  if (focused.hidden) goOnAt(focused);
  one('[data-open="transfer"]').hidden = !call.is_up || told === null;
  if (!call.is_up) one("#transfer").hidden = true;
  one("#asking").hidden = asking === null;
  if (number && customerOf !== number) loadCustomer(number);
}

function drawQueues(queues) {
  const body = one("#queues");
  one("#no-queues").hidden = queues.length > 0;
  const rows = queues.map((queue) => {
    const row = element("tr", queue.waiting > 0 && queue.agents.ready === 0 ? "waits" : "");
    const longest = element("td", "n");
    const time = element("time");
    time.dataset.since = queue.longest_since ?? "";
    longest.append(time);
    row.append(element("td", "", queue.queue), element("td", "n", queue.waiting), longest,
      element("td", "n", queue.agents.ready), element("td", "n", queue.agents.talking), element("td", "n", queue.agents.paused));
    return row;
  });
  body.replaceChildren(...rows);
}

async function loadCustomer(number) {
  customerOf = number;
  const section = one('[data-part="customer"]');
  section.hidden = false;
  show("customer-note", "Looking up who this is …");
  one('[data-show="customer"]').replaceChildren();
  one('[data-part="history"]').hidden = true;
  let card;
  try {
    card = (await ask(`api/customer/${encodeURIComponent(number)}`)).card;
  } catch (why) {
    if (customerOf === number) show("customer-note", why.status === 404 ? "Nobody is known by this number." : why.message);
    return;
  }
  if (customerOf !== number) return;
  const customer = card.customer ?? {};
  show("customer-note", card.found === "away" ? `Who this is cannot be told now: ${card.away.map((source) => source.why).join("; ")}`
    : customer.known_by ? `Known by ${customer.known_by}.` : "");
  const terms = Object.entries(customer).filter(([name, value]) => name !== "known_by" && value !== null && value !== "").slice(0, 30);
  one('[data-show="customer"]').replaceChildren(...terms.flatMap(([name, value]) => [
    element("dt", "", name.replaceAll("_", " ")),
    element("dd", "", typeof value === "object" ? JSON.stringify(value) : value),
  ]));
  one('[data-part="history"]').hidden = card.history.length === 0;
  one('[data-show="history"]').replaceChildren(...card.history.map((call) => {
    const row = element("li");
    row.append(element("span", "when", day(call.started_at)), element("span", "", `${call.direction ?? ""} ${words(call.status)}`), element("span", "when", call.answered_by ?? ""));
    return row;
  }));
}

const words = (text) => (text ?? "").replaceAll("_", " ");
const day = (at) => (at ? new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "short" }).format(new Date(at)) : "–");

async function loadCalls() {
  let told;
  try {
    told = await ask("api/calls?limit=12");
  } catch {
    return;
  }
  const over = told.items.filter((call) => !(call.status in CALL_WORDS));
  one("#no-calls").hidden = over.length > 0;
  one("#calls").replaceChildren(...over.map((call) => {
    const out = call.direction === "outbound" || call.direction === "outgoing";
    const row = element("li");
    const length = call.talk_s ? `${Math.floor(call.talk_s / 60)}:${String(Math.round(call.talk_s % 60)).padStart(2, "0")} min` : "";
    const arrow = element("span", "", out ? "↗" : "↙");
    arrow.title = out ? "outbound" : "inbound";
    row.append(arrow,
      element("span", "with", (out ? call.dialed : call.caller_name || call.caller) || "unknown"),
      element("span", "when", day(call.started_at)),
      element("span", "how", [words(call.status), call.queue, length].filter(Boolean).join(" · ")));
    return row;
  }));
}

// ── what the agent does ─────────────────────────────────────────────────────────────────────────────────────────

app.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.open) {
    const form = document.getElementById(button.dataset.open);
    form.hidden = false;
    one("input", form).focus();
  }
  if (button.dataset.close) document.getElementById(button.dataset.close).hidden = true;
  if (button.dataset.key) {
    const field = one('#dial input[name="to"]');
    field.value += button.dataset.key;
  }
  if (button.dataset.do) doing(button, () => does(button.dataset.do));
});

/** What the phone in this page does by itself; whether it did. */
async function doesHere(what) {
  // Without its connection the switch hears nothing of it; the server may still be heard.
  if (!inPage || (!panel.ready() && state.call)) return false;
  if (what === "answer") await panel.answer(inPage.id);
  else if (what === "drop") panel.hangUp(inPage.id);
  else if (what === "hold") panel.hold(inPage.id, true);
  else if (what === "unhold" && inPage.held) panel.hold(inPage.id, false);
  else return false;
  return true;
}

async function does(what) {
  if (await doesHere(what)) return;
  if (what === "logout" && panel?.talks()) return toast("You are in a call: hang up before you log out.", "bad");
  const room = ["ready", "logout"].includes(what) ? "agent" : "call";
  const body = room === "call" && state?.call ? { call_id: state.call.id } : {};
  const told = await act(`api/${room}/${what}`, body);
  if (told.message) toast(told.message);
  if (what.startsWith("transfer/")) asking = null;
  if (what === "logout") return leave();
  await refresh();
  return told;
}

one("#pause").addEventListener("submit", (event) => {
  event.preventDefault();
  const other = one('[name="other"]', event.target);
  const reason = event.submitter?.value || other.value.trim();
  doing(event.submitter, async () => {
    await act("api/agent/not-ready", { reason });
    other.value = "";
    await refresh();
  });
});

one("#transfer").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const target = form.elements.target.value.trim();
  const kind = event.submitter?.value || "blind";
  doing(event.submitter, async () => {
    if (kind === "attended") {
      // The answer comes when the other one has taken up the phone, or has not.
      asking = target;
      show("asked", target);
      show("asked-how", "rings");
      form.hidden = true;
      draw(state);
    }
    try {
      await act("api/call/transfer", { target, kind, call_id: state?.call?.id });
    } catch (why) {
      asking = null;
      form.hidden = false;
      throw why;
    }
    form.hidden = true;
    form.reset();
    show("asked-how", "is with you");
    if (kind === "blind") toast(`The call was given to ${target}.`);
    await refresh();
  });
});

one("#dial")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const to = event.target.elements.to.value.trim();
  doing(event.submitter, async () => {
    // A name can only be called by the server.
    if (panel?.ready() && /^[0-9*#+ ()/.-]+$/.test(to)) {
      await panel.dial(to);
      return event.target.reset();
    }
    toast("Your phone rings. Take it up to call.");
    await act("api/call/originate", { to });
    event.target.reset();
    await refresh();
  });
});

one("#login")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
  doing(event.submitter, async () => {
    const told = await act("api/agent/login", said);
    event.target.elements.sip_password.value = "";
    if ("Notification" in window && Notification.permission === "default") Notification.requestPermission().catch(() => {});
    toast(told.message);
    await enter();
  });
});

one("#theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("callcenter-theme", root.dataset.theme);
});

// ── what a phone of the host's own in this page says ────────────────────────────────────────────────────────────

// `document.dispatchEvent(new CustomEvent("callcenter:ringing", { detail: { call_id, caller_number } }))`, and `callcenter:answered`.
for (const [name, path] of [["callcenter:ringing", "api/call/ringing"], ["callcenter:answered", "api/call/answer"]]) {
  document.addEventListener(name, async (event) => {
    try {
      const told = await act(path, event.detail ?? {});
      banner("divergence", told.divergence && `Your phone and the switch differ: ${told.divergence}.`);
    } catch (why) {
      banner("divergence", `Your phone and the switch differ: ${why.message}.`);
    }
  });
}

// ── the phone in this page ──────────────────────────────────────────────────────────────────────────────────────

let soon = null;

function phoneChanged() {
  if (state) draw(state);
  else panel.draw();
  // The switch says the same a moment later; a page that does not follow asks for it.
  if (state && !stream) {
    clearTimeout(soon);
    soon = setTimeout(() => state && refresh().catch(() => {}), SOON_MS);
  }
  const dial = one("#dial");
  if (!dial) return;
  const ready = panel.ready();
  const canAsk = dial.dataset.canAsk === "yes";
  show("dial-hint", ready ? "The phone of this page calls." : canAsk ? "Your phone rings first." : "The phone of this page is needed for it.");
  one('[type="submit"]', dial).disabled = !ready && !canAsk;
}

if (app.dataset.phone) {
  try {
    const made = await import("./phone-panel.js");
    panel = made.panel({ credentials: () => act("api/phone", {}), changed: phoneChanged, doing, toast });
  } catch (why) {
    toast(`The phone of this page could not be loaded: ${why.message}`, "bad");
  }
}

// ── following ───────────────────────────────────────────────────────────────────────────────────────────────────

let stream = null;
let polling = null;

async function refresh() {
  draw(await ask("api/state"));
}

function follow() {
  stopFollowing();
  stream = new EventSource(`${base}api/events`);
  stream.addEventListener("state", (event) => draw(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    // Closed for good: too many pages are followed, or nobody is logged in. Asking tells which, and goes on.
    if (stream && stream.readyState === EventSource.CLOSED) poll();
  });
}

function poll() {
  stopFollowing();
  const next = async () => {
    try {
      await refresh();
    } catch (why) {
      if (why.status === 401) return leave();
      banner("trouble", why.message);
    }
    polling = setTimeout(next, POLL_MS);
  };
  polling = setTimeout(next, 0);
}

function stopFollowing() {
  stream?.close();
  clearTimeout(polling);
  stream = polling = null;
}

function view(name) {
  for (const place of all("[data-view]")) place.hidden = place.dataset.view !== name;
  for (const place of all('[data-needs="agent"]')) place.hidden = name !== "desk";
}

async function leave() {
  stopFollowing();
  panel?.stop();
  state = lastStatus = lastCall = null;
  view("login");
  document.title = "Log in – Call center";
  await session().catch(() => {});
  // Whoever types already goes on where he is.
  if (!one("#login")?.contains(document.activeElement)) all("#login input").find((field) => !field.value)?.focus();
}

async function enter() {
  const told = await session();
  if (!told.person) return leave();
  const now = await ask("api/state");
  if (told.login === "host" && (!now.agent || now.agent.status === "logged_out") && !told.person.is_supervisor) return leave();
  view("desk");
  show("name", told.person.name);
  show("extension", told.person.extension ?? "");
  draw(now);
  if (told.person.extension) panel?.begin(told.person.extension);
  loadCalls();
  if (told.live && "EventSource" in window) follow();
  else poll();
}

const theme = localStorage.getItem("callcenter-theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state) refresh().catch(() => {});
});
enter().catch((why) => {
  banner("trouble", why.message);
  leave();
});
