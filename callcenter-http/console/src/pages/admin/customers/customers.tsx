import { BookUser } from "lucide-react";
import { Badge } from "~/ui/badge";
import { type Resource, text, texts } from "../crud/resource";
import { CustomerFile } from "./CustomerFile";
import { type Numbered, Numbers } from "./Numbers";

const kinds = ["customer", "lead", "contact"] as const;

const kept = [
  "name",
  "company",
  "kind",
  "numbers",
  "email",
  "address",
  "language",
  "status",
  "tags",
  "note",
  "external_id",
] as const;

export const customers: Resource = {
  key: "customers",
  icon: BookUser,
  audit: "customer",
  list: "/api/customers",
  one: "/api/customers",
  id: "id",
  searches: true,
  tools: <CustomerFile />,
  name: (row) => text(row, "name") || text(row, "company"),
  fresh: () => ({
    name: "",
    company: "",
    kind: "customer",
    numbers: [{ number: "", kind: "work" }],
    email: "",
    address: "",
    language: "",
    status: "",
    tags: [],
    note: "",
    external_id: null,
  }),
  toBody: (row) => ({
    ...Object.fromEntries(kept.map((name) => [name, row[name]])),
    numbers: ((row.numbers as Numbered[] | undefined) ?? [])
      .filter(({ number }) => number.trim())
      .map(({ number, kind }) => ({ number, kind })),
  }),
  columns: (t) => [
    {
      id: "name",
      title: t("admin.customers.fields.name.label"),
      cell: (row) => <bdi className="wrap-anywhere">{text(row, "name") || "–"}</bdi>,
      className: "font-medium",
    },
    {
      id: "company",
      title: t("admin.customers.fields.company.label"),
      cell: (row) => <bdi className="wrap-anywhere">{text(row, "company") || "–"}</bdi>,
      from: "sm",
    },
    {
      id: "numbers",
      title: t("admin.customers.fields.numbers.label"),
      cell: (row) => ((row.numbers as Numbered[] | undefined) ?? []).map(({ number }) => number).join(", ") || "–",
    },
    {
      id: "kind",
      title: t("admin.customers.fields.kind.label"),
      cell: (row) => t(`admin.customer_kinds.${text(row, "kind")}`),
      from: "md",
    },
    {
      id: "tags",
      title: t("admin.customers.fields.tags.label"),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {texts(row, "tags").map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </span>
      ),
      from: "lg",
    },
  ],
  groups: [
    {
      key: "who",
      fields: [
        { kind: "text", name: "name" },
        { kind: "text", name: "company" },
        { kind: "choice", name: "kind", choices: kinds, words: "admin.customer_kinds" },
        { kind: "text", name: "status" },
        { kind: "own", name: "numbers", Box: Numbers, wide: true },
      ],
    },
    {
      key: "more",
      fields: [
        { kind: "text", name: "email" },
        { kind: "text", name: "language" },
        { kind: "area", name: "address" },
        { kind: "area", name: "note" },
        { kind: "lines", name: "tags" },
        { kind: "text", name: "external_id", nullable: true },
      ],
    },
  ],
};
