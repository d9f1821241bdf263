import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { api, keepCsrf, type Schemas, told, whenLoggedOut } from "~/api/client";
import { live } from "~/live/connection";

export type Me = Schemas["Me"];
export type Role = Schemas["Role"];

type Standing =
  | { is: "asking" }
  | { is: "nobody"; why?: "over" }
  | { is: "somebody"; me: Me }
  | { is: "unreachable"; why: string };

type Session = {
  standing: Standing;
  logIn: (login: string, password: string) => Promise<void>;
  logOut: () => Promise<void>;
  ask: () => Promise<void>;
  entered: (me: Me) => void;
};

const Context = createContext<Session | null>(null);

/** Who is logged in, and the live connection that goes with it. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [standing, setStanding] = useState<Standing>({ is: "asking" });
  const queries = useQueryClient();

  const entered = useCallback((me: Me) => {
    keepCsrf(me.csrf);
    setStanding({ is: "somebody", me });
  }, []);

  const left = useCallback(
    (why?: "over") => {
      keepCsrf(null);
      live.stop();
      queries.clear();
      setStanding(why ? { is: "nobody", why } : { is: "nobody" });
    },
    [queries],
  );

  const ask = useCallback(async () => {
    try {
      const { data, response } = await api.GET("/api/auth/me");
      if (data) entered(data);
      else if (response.status === 401) left();
      else setStanding({ is: "unreachable", why: `HTTP ${response.status}` });
    } catch (error) {
      setStanding({ is: "unreachable", why: error instanceof Error ? error.message : String(error) });
    }
  }, [entered, left]);

  useEffect(() => {
    whenLoggedOut(() => left("over"));
    void ask();
  }, [ask, left]);

  useEffect(() => {
    // The socket is refused or closed when the session is over or another one; only the server knows which.
    const check = async () => {
      const { data, response } = await api.GET("/api/auth/me");
      if (data) entered(data);
      else if (response.status === 401) left("over");
    };
    // While it can't be asked, the banner says so.
    if (standing.is === "somebody") live.start(() => void check().catch(() => {}));
  }, [standing.is, entered, left]);

  const logIn = useCallback(
    async (login: string, password: string) => {
      entered(await told(api.POST("/api/auth/login", { body: { login, password } })));
    },
    [entered],
  );

  const logOut = useCallback(async () => {
    await api.POST("/api/auth/logout");
    left();
  }, [left]);

  const value = useMemo(() => ({ standing, logIn, logOut, ask, entered }), [standing, logIn, logOut, ask, entered]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession stands outside SessionProvider");
  return session;
}

/** Who is logged in; only for pages that nobody else sees. */
export function useMe(): Me {
  const { standing } = useSession();
  if (standing.is !== "somebody") throw new Error("nobody is logged in");
  return standing.me;
}

const RANKS: Role[] = ["agent", "supervisor", "administrator"];

/** Whether a role includes another. */
export function isAtLeast(role: Role, wanted: Role): boolean {
  return RANKS.indexOf(role) >= RANKS.indexOf(wanted);
}
