// The definition API is one shape for everything: a list, one with its revision, made, changed, taken away.
import { api, Refused } from "~/api/client";

export type Row = Record<string, unknown>;
export type One<T = Row> = { data: T; etag: string | null };
export type Rows<T = Row> = { items: T[]; next?: string | null };

type Method = "get" | "post" | "put" | "patch" | "delete";
type Loose = (
  method: Method,
  path: string,
  init: { body?: unknown; headers?: Record<string, string>; bodySerializer?: (body: unknown) => BodyInit },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

const request = api.request as unknown as Loose;

type Asked = { body?: unknown; etag?: string | null };

/** Asks an address that is put together of a description, where the typed client knows each by its pattern. */
export async function ask<T = Row>(method: Method, path: string, { body, etag }: Asked = {}): Promise<One<T>> {
  const { data, error, response } = await request(method, path, {
    body,
    headers: etag ? { "If-Match": etag } : {},
  });
  if (!response.ok) throw new Refused(response.status, error as Refused["problem"]);
  return { data: data as T, etag: response.headers.get("ETag") };
}

/** An address with what it is asked for. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return said.length ? `${path}?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : path;
}

/** Somebody else was faster. */
export const isChanged = (error: unknown) => error instanceof Refused && error.status === 412;
