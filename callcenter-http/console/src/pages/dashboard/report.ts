import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, type Schemas, told } from "~/api/client";
import { count, percent, span } from "~/format";
import { type Asked, asQuery } from "./period";

export type Report = Schemas["Report"];
export type Line = Schemas["ReportLine"];
export type Whose = Schemas["Whose"];
type Extra = { by?: Schemas["Step"]; compare?: "previous" };

/** Figures of today are asked again while one looks. */
const AGAIN_MS = 30_000;

export function useReport(scope: Whose, asked: Asked, extra: Extra = {}) {
  return useQuery({
    queryKey: ["report", scope, asked, extra],
    queryFn: () =>
      told(
        api.GET("/api/reports", { params: { query: { scope, ...asQuery(asked), week_start: "monday", ...extra } } }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: asked.period === "yesterday" ? false : AGAIN_MS,
  });
}

/** The name of a figure with its version, as the report has it. */
export function versioned(report: Report, figure: string): string {
  return Object.keys(report.definitions).find((name) => name.split("@")[0] === figure) ?? figure;
}

export function value(report: Report, line: Line | undefined, figure: string): number | null {
  return line?.values[versioned(report, figure)] ?? null;
}

/** All together, over the whole period. */
export function whole(report: Report): Line | undefined {
  return report.totals.find((line) => line.name === null || line.name === "" || line.name === undefined);
}

/** A figure in its unit. */
export function written(unit: string, value: number | null | undefined): string {
  if (unit === "share") return percent(value);
  if (unit === "seconds") return span(value);
  return count(value === null || value === undefined ? value : Math.round(value * 10) / 10);
}
