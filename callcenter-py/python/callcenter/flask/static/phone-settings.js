// Devices, loudness and what the browser does to the sound: chosen, tried, and kept in this browser.
import { all, element, one, say } from "./parts.js";
import { choices, choose, close, meter, open, ring, stopRing, watch } from "./phone.js";

const RING_TEST_MS = 2000;
const LISTS = { input: "audioinput", output: "audiooutput", ringOn: "audiooutput" };

export function settings(form, toast) {
  let devices = [];
  let endTest = null;

  const canRoute = "setSinkId" in HTMLMediaElement.prototype;
  for (const name of ["output", "ringOn"]) form.elements[name].closest("label").hidden = !canRoute;

  async function look() {
    devices = await (navigator.mediaDevices?.enumerateDevices() ?? Promise.resolve([])).catch(() => []);
    draw();
  }

  function draw() {
    const chosen = choices.getState();
    for (const [name, kind] of Object.entries(LISTS)) {
      const here = devices.filter((device) => device.kind === kind && device.deviceId && device.deviceId !== "default");
      const list = [["", "As the system"], ...here.map((device, at) => [device.deviceId, device.label || `Device ${at + 1}`])];
      if (chosen[name] && !here.some((device) => device.deviceId === chosen[name])) list.push([chosen[name], "The chosen device, not plugged in"]);
      form.elements[name].replaceChildren(...list.map(([value, words]) => {
        const option = element("option", "", words);
        option.value = value;
        return option;
      }));
      form.elements[name].value = chosen[name];
    }
    for (const field of all("input[type=range]", form)) field.value = chosen[field.name];
    for (const field of all("input[type=checkbox]", form)) field.checked = chosen[field.name];
    form.elements.codec.value = chosen.codec;
  }

  form.addEventListener("input", (event) => {
    const { name, type, value, checked } = event.target;
    choose({ [name]: type === "checkbox" ? checked : type === "range" ? Number(value) : value });
    // Another microphone is another test.
    if (name === "input" && endTest) void test().then(test);
  });

  async function test() {
    if (endTest) {
      endTest();
      endTest = null;
      return said();
    }
    endTest = () => {};
    said();
    try {
      const stream = await open();
      if (!endTest) return close(stream);
      const stops = [meter(stream, (level) => { one("meter", form).value = Math.min(1, level * 4); }), watch(stream, () => true)];
      endTest = () => {
        for (const stop of stops) stop();
        close(stream);
        one("meter", form).value = 0;
      };
      // Only now does the browser tell the names of devices.
      void look();
    } catch (why) {
      endTest = null;
      toast(why.message, "bad");
    }
    said();
  }

  function said() {
    const button = one('[data-try="microphone"]', form);
    say(button, endTest ? "End the test" : "Test the microphone");
    button.setAttribute("aria-pressed", String(Boolean(endTest)));
  }

  form.addEventListener("click", (event) => {
    const what = event.target.closest("button")?.dataset.try;
    if (what === "microphone") void test();
    if (what === "ring") {
      void ring();
      setTimeout(stopRing, RING_TEST_MS);
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  // A test goes on only while it is seen.
  new MutationObserver(() => {
    if (form.hidden && endTest) void test();
    if (!form.hidden) void look();
  }).observe(form, { attributes: true, attributeFilter: ["hidden"] });
  navigator.mediaDevices?.addEventListener("devicechange", look);
  void look();
}
