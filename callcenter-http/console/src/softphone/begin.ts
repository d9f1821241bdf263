// Makes this tab the phone, where one's extension is one in a browser. Without a framework: each page has it its own way.
import type { Schemas } from "~/api/client";
import { NOBODY, setActs, standing } from "./phone";
import type { Softphone } from "./softphone";
import { beThePhone } from "./tab";

/** What the phone registers with. */
export type Credentials = Omit<Schemas["Credentials"], "webrtc" | "why" | "websocket"> & { websocket: string };

/** What a server says who is asked for them: no WebSocket where the phone stands on the desk, and why. */
export type Given = Credentials | { websocket?: null; why?: string | null; extension?: string };

/** Begins, and gives what ends it. `credentials` are asked for when it is this tab's turn; `load` brings the phone itself. */
export function begin(
  credentials: () => Promise<Given>,
  load: () => Promise<{ Softphone: typeof Softphone }>,
): () => void {
  let end = turn(false);
  return () => end();

  /** One try; whether it takes the place of another tab. */
  function turn(steal: boolean): () => void {
    let gone = false;
    let own: Softphone | null = null;
    const again = (steals: boolean) => {
      if (gone) return;
      end();
      end = turn(steals);
    };
    const rest = { ...NOBODY, takeOver: () => again(true), retry: () => again(false) };
    setActs(rest);
    standing.setState({ status: "loading", why: null });
    const start = async () => {
      try {
        const given = await credentials();
        if (gone) return;
        if (!given.websocket) {
          const { why = null, extension = null } = given as Exclude<Given, Credentials>;
          standing.setState({ status: "desk", why, extension });
          return;
        }
        const { Softphone } = await load();
        if (gone) return;
        own = new Softphone(given as Credentials, rest);
        setActs(own);
      } catch (error) {
        if (gone) return;
        standing.setState({ status: "failed", why: error instanceof Error ? error.message : String(error) });
      }
    };
    const stop = (leave: boolean) => {
      own?.stop({ leave });
      own = null;
      setActs(rest);
    };
    const release = beThePhone({
      steal,
      have: () => void start(),
      elsewhere: () => standing.setState({ status: "elsewhere", why: null }),
      lost: () => {
        stop(true);
        standing.setState({ status: "elsewhere", why: null });
      },
    });
    return () => {
      gone = true;
      stop(false);
      release();
      setActs(NOBODY);
      standing.setState({ status: "off", why: null, calls: [] });
    };
  }
}
