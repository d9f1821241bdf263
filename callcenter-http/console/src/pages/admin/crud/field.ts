// What a form is made of, and where in it a refusal belongs.
import type { ReactNode } from "react";
import { Refused } from "~/api/client";
import type { Row } from "./door";

/** Things that others are named by. */
export type Named = "teams" | "queues" | "extensions" | "agents" | "ivrs" | "users";

type Kind =
  | { kind: "text" | "area" | "lines" | "check" | "password" | "destination" | "date" }
  | { kind: "number"; min?: number; max?: number /** Empty means none. */; optional?: boolean }
  | { kind: "choice"; choices: readonly string[]; words: string }
  | { kind: "ordered"; choices: readonly string[] }
  | { kind: "ref"; of: Named; optional?: boolean }
  | { kind: "refs"; of: Named }
  | { kind: "own"; Box: (props: BoxProps) => ReactNode };

export type Field = Kind & {
  /** As the server calls it; a dot leads into what is inside. */
  name: string;
  required?: boolean;
  /** Can be said once, when it is made. */
  fixed?: boolean;
  /** Empty is `null`, not an empty text. */
  nullable?: boolean;
  /** Only when it is made. */
  onlyNew?: boolean;
  pattern?: string;
  wide?: boolean;
};

export type Group = { key: string; fields: Field[] };

export type BoxProps = {
  value: unknown;
  onChange: (value: unknown) => void;
  wrong: string | undefined;
  label: string;
  hint: string | undefined;
};

export function valueAt(row: Row, name: string): unknown {
  return name.split(".").reduce<unknown>((at, part) => (at as Row | null | undefined)?.[part], row);
}

export function withValue(row: Row, name: string, value: unknown): Row {
  const [first = "", ...rest] = name.split(".");
  if (rest.length === 0) return { ...row, [first]: value };
  return { ...row, [first]: withValue((row[first] as Row | undefined) ?? {}, rest.join("."), value) };
}

export type Misfit = { field: string; why: string };

/** Which field a refusal is about: the server begins with its name (`ring_s: 1 is not within 5 and 600`). */
export function misfit(error: unknown, fields: readonly Pick<Field, "name">[]): Misfit | undefined {
  if (!(error instanceof Refused) || error.status !== 422) return undefined;
  const said = /^(?:body: )?([a-z0-9_]+(?:[.[][a-z0-9_\]]+)*): (.+)$/is.exec(error.message);
  if (!said) return undefined;
  const [, at = "", why = ""] = said;
  const known = fields.find(({ name }) => at === name || at.startsWith(`${name}.`) || at.startsWith(`${name}[`));
  const inside = known ?? fields.find(({ name }) => name.startsWith(`${at}.`) || name.endsWith(`.${at}`));
  return inside && { field: inside.name, why };
}

/** The lines of a text, without the empty ones. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
