import { useEffect } from "react";
import { api, Refused, told } from "~/api/client";
import { begin, type Given } from "./begin";

/** Who has no phone in a browser is told why; that is no failure. */
async function credentials(): Promise<Given> {
  try {
    const path = { path: { number: "own" } };
    return (await told(api.POST("/api/extensions/{number}/credentials", { params: path }))) as Given;
  } catch (error) {
    if (error instanceof Refused && [403, 404, 409].includes(error.status)) return { why: error.message };
    throw error;
  }
}

/** Makes this tab the phone, where one's extension is one in a browser. Shows nothing; stands once, around all pages. */
export function SoftphoneHost() {
  useEffect(() => begin(credentials, () => import("./softphone")), []);
  return null;
}
