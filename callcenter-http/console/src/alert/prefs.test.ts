import { expect, test } from "vitest";
import { readAlerts } from "./prefs";

test("what was kept and makes no sense is as if nothing was chosen", () => {
  expect(readAlerts("{")).toEqual({ sound: false, volume: 0.6, notify: false });
  expect(readAlerts('{"sound":"yes","volume":7}')).toEqual({ sound: false, volume: 1, notify: false });
  expect(readAlerts('{"sound":true,"volume":0,"notify":true}')).toEqual({ sound: true, volume: 0, notify: true });
});
