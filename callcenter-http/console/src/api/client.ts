// The one place that speaks HTTP: typed by the server's own description, with the session's CSRF token.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];

/** What the server said against it, in words for people. */
export class Refused extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
    this.name = "Refused";
    this.status = status;
    this.problem = problem;
  }
}

let csrf: string | null = null;
let onLoggedOut: () => void = () => {};

/** Keeps the token that every change must carry. */
export function keepCsrf(token: string | null | undefined) {
  csrf = token ?? null;
}

/** Called when the server no longer knows the session. */
export function whenLoggedOut(then: () => void) {
  onLoggedOut = then;
}

/** Headers for what is asked without the typed client, such as an upload. */
export function changeHeaders(): Record<string, string> {
  return csrf ? { "X-CSRF-Token": csrf } : {};
}

const session: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf) request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !request.url.includes("/api/auth/")) onLoggedOut();
  },
};

export const api = createClient<paths>({ baseUrl: "/" });
api.use(session);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** What was asked for, or `Refused`. */
export async function told<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Refused(response.status, isProblem(error) ? error : undefined);
  return data as T;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "title" in error;
}
