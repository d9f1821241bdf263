// The phone in the page: how it stands, what is wrong with it, and its calls. The phone itself is phone.js, the console's.
import { app, element, one, say, show } from "./parts.js";
import { beThePhone, close, open, phone, speak, standing } from "./phone.js";
import { settings } from "./phone-settings.js";

const STATUS = {
  off: "Phone is off", loading: "Phone starts", elsewhere: "Phone is in another tab", connecting: "Phone connects",
  registered: "Phone is ready", failed: "Phone does not work", desk: "Phone on the desk",
};
const CALL = { ringing: "rings", calling: "is called", early: "it rings there", up: "you are talking", ended: "over" };
const MICROPHONE = {
  denied: "The browser may not use the microphone. Allow it in the settings of this page, left of its address, and try again.",
  missing: "No microphone was found. Plug in your headset, and choose it in the settings of the phone.",
  busy: "The microphone is in use by another program, or does not answer. Close other programs that telephone, or plug it in again.",
  silent: "Nothing comes from your microphone. Look for its mute switch, or choose another one in the settings of the phone.",
  insecure: "The browser lets a microphone be used only on encrypted pages: open this page by https.",
};

speak((is) => MICROPHONE[is] ?? "The microphone cannot be used.");

/**
 * `credentials()` asks the server what to register with, `changed()` is called when a call of the phone changed, `doing(button,
 * work)` does what a button asks and says what went wrong, `toast(text, kind)` says something for a while.
 */
export function panel({ credentials, changed, doing, toast }) {
  let end = null;
  let ending = null; // stops waiting for the end of the calls after which the phone ends
  let of = null; // whose phone it is
  let given = {};
  let asks = false; // the browser would ask for the microphone in the middle of a ringing call
  let before = standing.getState();

  settings(one("#phone-settings"), toast);

  // ── beginning and ending ────────────────────────────────────────────────────────────────────────────────────

  function begin(extension) {
    ending?.();
    ending = null;
    if (end && of === extension) return;
    end?.();
    of = extension;
    one("#phone").hidden = one("#phone-pill").hidden = false;
    end = beThePhone(async () => {
      given = await credentials();
      return given;
    });
    void permission();
  }

  /** Ends it; in a conversation not before that is over. */
  function stop() {
    if (!end || ending) return;
    const over = () => {
      if (talks()) return;
      ending?.();
      ending = null;
      end?.();
      end = of = null;
      one("#phone").hidden = one("#phone-pill").hidden = true;
      one("#phone-settings").hidden = true;
      one("#phone-pill").setAttribute("aria-expanded", "false");
    };
    ending = standing.subscribe(over);
    // The card is not seen any more: a conversation stands among the phone's own calls.
    shown = null;
    draw();
    over();
  }

  const talks = () => standing.getState().calls.some((call) => call.state === "up");

  /** Whether a microphone can be used is said before a call comes. */
  async function permission() {
    if (!window.isSecureContext || !navigator.mediaDevices) return standing.setState({ microphone: { is: "insecure" } });
    try {
      const right = await navigator.permissions.query({ name: "microphone" });
      const told = () => {
        asks = right.state === "prompt";
        const { is } = standing.getState().microphone;
        if (right.state === "denied") standing.setState({ microphone: { is: "denied" } });
        else if (is === "denied") standing.setState({ microphone: { is: "unknown" } });
        draw();
      };
      right.addEventListener("change", told);
      told();
    } catch {
      // A browser that does not tell is asked when a call is answered.
    }
  }

  // ── how it stands ───────────────────────────────────────────────────────────────────────────────────────────

  function trouble({ status, why }) {
    switch (status) {
      case "failed": return `The phone does not work: ${why || "the telephone system gives no reason"}.`;
      case "elsewhere": return "Another tab of this browser is the phone.";
      case "desk": return why ?? "";
      // Without a word it connects for the first time.
      case "connecting": return why === null ? ""
        : `The phone cannot reach ${given.websocket ?? "the telephone system"}${why ? ` (${why})` : ""}. It goes on trying. `
          + "Is it there, and does this browser trust its certificate?";
      default: return "";
    }
  }

  let shown = null; // the call that the page's card shows

  function draw() {
    const state = standing.getState();
    const { status, calls, microphone, soundBlocked } = state;
    one("#phone-pill").dataset.phone = one("#phone-trouble").dataset.phone = status;
    show("phone-status", STATUS[status]);
    const words = trouble(state);
    const seen = { takeOver: status === "elsewhere", retry: status === "failed", unblock: soundBlocked,
      allow: asks && status === "registered" && microphone.is === "unknown" };
    for (const [what, visible] of Object.entries(seen)) one(`#phone [data-phone-do="${what}"]`).hidden = !visible;
    say(one("#phone-why"), words || (seen.unblock ? "The browser wants a click before it lets you hear the caller."
      : seen.allow ? "The browser has not yet been asked for the microphone." : ""));
    one("#phone-trouble").hidden = !one("#phone-why").textContent;
    say(one("#phone-said"), STATUS[status]);
    const wrong = status === "desk" || status === "off" ? "" : MICROPHONE[microphone.is] ?? "";
    one("#phone-microphone").hidden = !wrong;
    say(one("#phone-microphone"), wrong);
    lines(calls.filter((call) => call.id !== shown?.id));
    controls();
    one("#phone").classList.toggle("quiet", one("#phone-trouble").hidden && !wrong && !one("#phone-lines").children.length
      && one("#phone-settings").hidden);
  }

  /** What the phone can do in the call that the card shows. */
  function controls() {
    const up = shown?.state === "up";
    const mute = one('.actions [data-phone-do="mute"]');
    const keypad = one('.actions [data-phone-do="keypad"]');
    if (!mute || !keypad) return; // A host's own page may do without.
    mute.hidden = keypad.hidden = !up;
    say(mute, shown?.muted ? "Unmute" : "Mute");
    mute.setAttribute("aria-pressed", String(Boolean(shown?.muted)));
    if (!up) closeKeys();
  }

  function closeKeys() {
    one("#phone-keys").hidden = true;
    say(one("#phone-pressed"), "");
    one('.actions [data-phone-do="keypad"]').setAttribute("aria-expanded", "false");
  }

  /** Calls beside the one that the card shows: each with what can be done with it. The same elements stay: they may have the focus. */
  function lines(calls) {
    const list = one("#phone-lines");
    for (const line of [...list.children]) if (!calls.some((call) => call.id === line.dataset.id)) line.remove();
    for (const call of calls) {
      let line = [...list.children].find((one) => one.dataset.id === call.id);
      if (!line) list.append((line = newLine(call)));
      line.dataset.phoneCall = call.state;
      say(one(".line-how", line), call.held ? "on hold" : CALL[call.state]);
      one('[data-line="answer"]', line).hidden = call.state !== "ringing";
      one('[data-line="hold"]', line).hidden = call.state !== "up";
      say(one('[data-line="hold"]', line), call.held ? "Take back" : "Hold");
      say(one('[data-line="hangUp"]', line), call.state === "ringing" ? "Decline" : "Hang up");
    }
  }

  function newLine(call) {
    const line = element("li", "phone-line");
    line.dataset.id = call.id;
    const who = element("bdi", "line-who", [call.name, call.number].filter(Boolean).join(", ") || "unknown number");
    const acts = ["answer", "hold", "hangUp"].map((what) => {
      const button = element("button", what === "answer" ? "primary" : what === "hangUp" ? "danger" : "");
      button.type = "button";
      button.dataset.line = what;
      return button;
    });
    acts[0].textContent = "Answer";
    line.append(who, element("span", "line-how"), ...acts);
    return line;
  }

  // ── what a person does ──────────────────────────────────────────────────────────────────────────────────────

  const acts = {
    takeOver: () => phone.takeOver(),
    retry: () => phone.retry(),
    unblock: () => phone.unblock(),
    async allow() {
      close(await open());
      toast("The microphone can be used.");
    },
    mute: () => shown && phone.mute(shown.id, !shown.muted),
    keypad(button) {
      if (!one("#phone-keys").hidden) return closeKeys();
      one("#phone-keys").hidden = false;
      button.setAttribute("aria-expanded", "true");
      one("#phone-keys button").focus();
    },
  };

  const onLine = {
    answer: (id) => phone.answer(id),
    hold: (id) => phone.hold(id, !standing.getState().calls.find((call) => call.id === id)?.held),
    hangUp: (id) => phone.hangUp(id),
  };

  app.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { phoneDo, phoneKey, line } = button.dataset;
    if (phoneDo) doing(button, async () => acts[phoneDo](button));
    if (phoneKey) press(phoneKey);
    if (line) doing(button, async () => onLine[line](button.closest("li").dataset.id));
  });

  one("#phone-keys")?.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[0-9*#]$/.test(event.key)) press(event.key);
    if (event.key === "Escape") {
      closeKeys();
      one('.actions [data-phone-do="keypad"]').focus();
    }
  });

  function press(key) {
    if (shown?.state !== "up") return;
    phone.dtmf(shown.id, key);
    say(one("#phone-pressed"), (one("#phone-pressed").textContent + key).slice(-20));
  }

  one("#phone-pill").addEventListener("click", () => {
    const form = one("#phone-settings");
    form.hidden = !form.hidden;
    one("#phone-pill").setAttribute("aria-expanded", String(!form.hidden));
    draw();
    if (!form.hidden) one("select", form).focus();
  });

  standing.subscribe((state) => {
    // Why a call out came to nothing.
    if (state.status === "registered" && before.status === "registered" && state.why && state.why !== before.why) {
      toast(`The call did not come about: ${state.why}.`, "bad");
      standing.setState({ why: null });
      return;
    }
    before = state;
    changed();
  });

  return {
    begin,
    stop,
    talks,
    draw,
    ready: () => standing.getState().status === "registered",
    answer: (id) => phone.answer(id),
    hangUp: (id) => phone.hangUp(id),
    hold: (id, on) => phone.hold(id, on),
    dial: (number) => phone.dial(number),

    /**
     * The call of the phone that is the call which the switch tells of; where it tells of none, the phone's first. The switch names
     * legs and the phone names dialogs: they are one by the number, by what they do, or because there is only one.
     */
    callOf(call, rings) {
      const { calls } = standing.getState();
      const fits = (one) => (one.state === "ringing") === rings;
      const digits = (text) => (text ?? "").replace(/\D/g, "").slice(-8);
      const number = digits(call?.direction === "outbound" ? call?.dialed : call?.caller);
      const fit = call ? calls.filter(fits) : calls;
      shown = fit.find((one) => number && digits(one.number) === number) ?? fit[0] ?? (calls.length === 1 ? calls[0] : null);
      return shown;
    },
  };
}
