import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { type Column, type Sort, Table } from "./table";

type Row = { name: string; calls: number | null };
const rows: Row[] = [
  { name: "Zoë", calls: 2 },
  { name: "none", calls: null },
  { name: "Ärzte", calls: 10 },
  { name: "Abend", calls: 2 },
];
const columns: Column<Row>[] = [
  { id: "name", title: "Name", sortBy: (row) => row.name, cell: (row) => row.name },
  { id: "calls", title: "Calls", sortBy: (row) => row.calls, cell: (row) => row.calls },
  { id: "fixed", title: "Fixed", cell: () => "" },
];

function Sorted() {
  const [sort, setSort] = useState<Sort>({ by: "calls", descending: true });
  return <Table caption="Rows" columns={columns} rows={rows} rowKey={(row) => row.name} sort={sort} onSort={setSort} />;
}

const names = () =>
  within(screen.getByRole("table"))
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.firstChild?.textContent);
const head = (name: string) => screen.getByRole("columnheader", { name });
const click = (name: string) => fireEvent.click(within(head(name)).getByRole("button"));

afterEach(cleanup);

test("figures go by their size, and what is not there stands last either way", () => {
  render(<Sorted />);
  expect(names()).toEqual(["Ärzte", "Zoë", "Abend", "none"]);
  expect(head("Calls").getAttribute("aria-sort")).toBe("descending");
  click("Calls");
  expect(names()).toEqual(["Zoë", "Abend", "Ärzte", "none"]);
  expect(head("Calls").getAttribute("aria-sort")).toBe("ascending");
});

test("words begin with A, an umlaut among its letters", () => {
  render(<Sorted />);
  click("Name");
  expect(names()).toEqual(["Abend", "Ärzte", "none", "Zoë"]);
  expect(head("Calls").getAttribute("aria-sort")).toBeNull();
  click("Name");
  expect(names()).toEqual(["Zoë", "none", "Ärzte", "Abend"]);
  expect(within(head("Fixed")).queryByRole("button")).toBeNull();
});

test("rows stay as they are where nothing is sorted", () => {
  render(<Table caption="Rows" columns={columns} rows={rows} rowKey={(_, index) => String(index)} />);
  expect(names()).toEqual(rows.map((row) => row.name));
  expect(within(head("Calls")).queryByRole("button")).toBeNull();
});
