// What an agent asks of the switch. Each promise ends when the switch has done it, or is refused with its words.
import { api, Refused, type Schemas, told } from "~/api/client";

const at = (id: string) => ({ path: { id } });

/** What is done to one leg of a call, and needs nothing but that. */
export const onLeg = {
  answer: (id: string, leg: string) => told(api.POST("/api/calls/{id}/answer", { params: at(id), body: { leg } })),
  hangup: (id: string, leg: string) => told(api.POST("/api/calls/{id}/hangup", { params: at(id), body: { leg } })),
  hold: (id: string, leg: string) => told(api.POST("/api/calls/{id}/hold", { params: at(id), body: { leg } })),
  unhold: (id: string, leg: string) => told(api.POST("/api/calls/{id}/unhold", { params: at(id), body: { leg } })),
  mute: (id: string, leg: string) => told(api.POST("/api/calls/{id}/mute", { params: at(id), body: { leg } })),
  unmute: (id: string, leg: string) => told(api.POST("/api/calls/{id}/unmute", { params: at(id), body: { leg } })),
  park: (id: string, leg: string) => told(api.POST("/api/calls/{id}/park", { params: at(id), body: { leg } })),
  complete: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/transfer/complete", { params: at(id), body: { leg } })),
  cancel: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/transfer/cancel", { params: at(id), body: { leg } })),
  merge: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/transfer/merge", { params: at(id), body: { leg } })),
  swap: (id: string, leg: string) => told(api.POST("/api/calls/{id}/transfer/swap", { params: at(id), body: { leg } })),
  record_start: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/record/start", { params: at(id), body: { leg } })),
  record_pause: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/record/pause", { params: at(id), body: { leg } })),
  record_resume: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/record/resume", { params: at(id), body: { leg } })),
  record_stop: (id: string, leg: string) =>
    told(api.POST("/api/calls/{id}/record/stop", { params: at(id), body: { leg } })),
};

export const transfer = (id: string, leg: string, to: string, kind: Schemas["TransferKind"]) =>
  told(api.POST("/api/calls/{id}/transfer", { params: at(id), body: { leg, to, kind } }));

export const sendKeys = (id: string, leg: string, digits: string) =>
  told(api.POST("/api/calls/{id}/dtmf", { params: at(id), body: { leg, digits } }));

export const retrieve = (id: string) => told(api.POST("/api/calls/{id}/retrieve", { params: at(id), body: {} }));

/** The last try to call somebody of which nobody knows how it ended: the same key makes a second try the same call. */
let open: { to: string; key: string } | null = null;

/** Calls somebody: the own phone rings first. */
export async function callNumber(to: string) {
  const key = open?.to === to ? open.key : newKey();
  open = { to, key };
  try {
    const answer = await told(api.POST("/api/calls", { params: { header: { "Idempotency-Key": key } }, body: { to } }));
    open = null;
    return answer;
  } catch (error) {
    // What the server refused is settled; only a lost connection leaves it open.
    if (error instanceof Refused) open = null;
    throw error;
  }
}

/** `crypto.randomUUID` is there only under https; this is everywhere. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const agentActs = {
  ready: (agent: string) =>
    told(api.POST("/api/agents/{agent}/ready", { params: { path: { agent } }, body: { queues: [] } })),
  wrapUp: (agent: string) => told(api.POST("/api/agents/{agent}/wrap-up", { params: { path: { agent } }, body: {} })),
  notReady: (agent: string, reason: string, afterCall: boolean) =>
    told(
      api.POST("/api/agents/{agent}/not-ready", {
        params: { path: { agent } },
        body: { reason, after_call: afterCall, queues: [] },
      }),
    ),
  logIn: (agent: string, queues: string[] = []) =>
    told(api.POST("/api/agents/{agent}/login", { params: { path: { agent } }, body: { queues } })),
  logOut: (agent: string, queues: string[] = []) =>
    told(api.POST("/api/agents/{agent}/logout", { params: { path: { agent } }, body: { queues } })),
};
