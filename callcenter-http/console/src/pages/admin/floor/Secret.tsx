import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { sayWrong } from "~/ui/toast";

/** What is shown this once, to be taken along. */
export function Secret({ title, lines, onDone }: { title: string; lines: [string, string][]; onDone?: () => void }) {
  const { t } = useTranslation();
  return (
    <section
      aria-label={title}
      className="grid max-w-2xl gap-3 rounded-xl border-2 border-warn bg-warn-soft p-4 text-ink"
      role="alert"
    >
      <h2 className="font-semibold">{title}</h2>
      <p>{t("admin.secret.once")}</p>
      <dl className="grid gap-2">
        {lines.map(([name, value]) => (
          <div key={name} className="flex flex-wrap items-center gap-2">
            <dt className="w-40 text-sm">{name}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-2">
              <code className="min-w-0 rounded bg-surface px-2 py-1 wrap-anywhere">{value}</code>
              <CopyButton text={value} name={name} />
            </dd>
          </div>
        ))}
      </dl>
      {onDone && (
        <Button look="main" className="justify-self-start" onClick={onDone}>
          {t("admin.secret.done")}
        </Button>
      )}
    </section>
  );
}

export function CopyButton({ text, name }: { text: string; name: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      small
      icon={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      label={t(copied ? "admin.secret.copied" : "admin.secret.copy", { name })}
      onClick={() => {
        copyText(text).then(
          () => setCopied(true),
          (error) => sayWrong(error, t),
        );
      }}
    />
  );
}

/** Copies a text; also where the page came over plain HTTP and the browser's clipboard is closed to it. */
async function copyText(text: string) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy");
}
