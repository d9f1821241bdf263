import clsx from "clsx";
import { useTranslation } from "react-i18next";
import type { DiffLine } from "./diff";

const looks: Record<DiffLine["kind"], string> = {
  added: "bg-good-soft",
  gone: "bg-bad-soft",
  hunk: "bg-raised text-muted",
  same: "",
};
const signs: Record<DiffLine["kind"], string> = { added: "+", gone: "−", hunk: "", same: " " };

/** What changes, line by line: the sign tells it, the colour helps. */
export function Diff({ lines, name }: { lines: DiffLine[]; name: string }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section tabIndex={0} aria-label={name} className="max-h-[60dvh] overflow-auto rounded-lg border border-line">
      <table className="w-full border-collapse font-mono text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t("admin.configuration.line_old")}</th>
            <th scope="col">{t("admin.configuration.line_new")}</th>
            <th scope="col">{t("admin.configuration.sign")}</th>
            <th scope="col">{t("admin.configuration.text")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at} className={looks[line.kind]}>
              <td className="w-10 px-2 text-right text-muted select-none">{line.old}</td>
              <td className="w-10 px-2 text-right text-muted select-none">{line.next}</td>
              <td
                className={clsx(
                  "w-4 text-center font-bold select-none",
                  line.kind === "added" && "text-good",
                  line.kind === "gone" && "text-bad",
                )}
              >
                {signs[line.kind]}
              </td>
              <td className="px-2 whitespace-pre">{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
