import { useEffect, useRef, useState } from "react";
import { api, Refused, told } from "~/api/client";
import { NOBODY, setActs, useStore } from "./phone";
import type { Softphone } from "./softphone";
import { beThePhone } from "./tab";

/** Makes this tab the phone, where one's extension is one in a browser. Shows nothing; stands once, around all pages. */
export function SoftphoneHost() {
  // Each number is a try; whether it takes the place of another tab.
  const [turn, setTurn] = useState({ number: 0, steal: false });
  const own = useRef<Softphone | null>(null);
  useEffect(() => {
    let gone = false;
    const again = (steal: boolean) => setTurn(({ number }) => ({ number: number + 1, steal }));
    const rest = { ...NOBODY, takeOver: () => again(true), retry: () => again(false) };
    setActs(rest);
    useStore.setState({ status: "loading", why: null });
    const begin = async () => {
      try {
        const path = { path: { number: "own" } };
        const given = await told(api.POST("/api/extensions/{number}/credentials", { params: path }));
        if (gone) return;
        if (!given.websocket) {
          useStore.setState({ status: "desk", why: given.why ?? null, extension: given.extension });
          return;
        }
        const { Softphone } = await import("./softphone");
        if (gone) return;
        own.current = new Softphone(given, rest);
        setActs(own.current);
      } catch (error) {
        if (gone) return;
        const is = error instanceof Refused && [403, 404, 409].includes(error.status) ? "desk" : "failed";
        useStore.setState({ status: is, why: error instanceof Error ? error.message : String(error) });
      }
    };
    const end = (leave: boolean) => {
      own.current?.stop({ leave });
      own.current = null;
      setActs(rest);
    };
    const release = beThePhone({
      steal: turn.steal,
      have: () => void begin(),
      elsewhere: () => useStore.setState({ status: "elsewhere", why: null }),
      lost: () => {
        end(true);
        useStore.setState({ status: "elsewhere", why: null });
      },
    });
    return () => {
      gone = true;
      end(false);
      release();
      setActs(NOBODY);
      useStore.setState({ status: "off", why: null, calls: [] });
    };
  }, [turn]);
  return null;
}
