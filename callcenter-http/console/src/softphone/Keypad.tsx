import { useState } from "react";
import { useTranslation } from "react-i18next";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** The keys of a telephone; those of the keyboard do the same while it has the focus. */
export function Keypad({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation();
  const [pressed, setPressed] = useState("");
  const press = (key: string) => {
    onKey(key);
    setPressed((before) => (before + key).slice(-20));
  };
  return (
    <fieldset
      className="grid max-w-60 grid-cols-3 gap-2"
      onKeyDown={(event) => keys.includes(event.key) && press(event.key)}
    >
      <legend className="sr-only">{t("phone.keypad")}</legend>
      <output className="col-span-3 min-h-6 truncate text-center font-mono tabular-nums">{pressed}</output>
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          className="min-h-11 rounded-lg border border-field bg-surface text-lg font-medium hover:bg-raised"
          onClick={() => press(key)}
        >
          {key}
        </button>
      ))}
    </fieldset>
  );
}
