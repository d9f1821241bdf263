import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Column } from "~/ui/table";
import type { One, Row } from "./door";
import type { Group } from "./field";

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** A kind of thing that is administered: where it is, how its list looks and what its form asks. */
export type Resource = {
  /** Its room's address, and `admin.<key>` are its words. */
  key: string;
  icon: LucideIcon;
  list: string;
  /** Where the list of definitions is, if not where they are made. */
  rows?: string;
  one: string;
  /** What follows the name where the definition itself is read. */
  oneEnd?: string;
  /** The field by which one is known. */
  id: string;
  /** How one is called in a heading. */
  name: (row: Row) => string;
  columns: (t: Translate) => Column<Row>[];
  groups: Group[];
  fresh: () => Row;
  /** What is sent, where it is not what was edited. */
  toBody?: (row: Row, isNew: boolean) => Row;
  /** The server searches (`q`); otherwise all are here and the page does. */
  searches?: boolean;
  /** As it stands in the audit log. */
  audit: string;
  canDelete?: (row: Row) => boolean;
  /** After it was made: for what is shown once. `true`: it stays on the page. */
  Made?: (props: { answer: Row; onDone: () => void }) => ReactNode;
  /** Further acts, below the form of one that is there. */
  More?: (props: { one: One; reload: () => void }) => ReactNode;
  /** Beside the heading of the list. */
  tools?: ReactNode;
  /** Above the list. */
  Above?: (props: { rows: readonly Row[] }) => ReactNode;
};

export const text = (row: Row, name: string): string => {
  const value = row[name];
  return value === null || value === undefined ? "" : String(value);
};

export const texts = (row: Row, name: string): string[] => (row[name] as string[] | undefined) ?? [];
