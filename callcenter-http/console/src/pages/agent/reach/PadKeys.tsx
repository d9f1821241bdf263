import { useTranslation } from "react-i18next";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const letters: Record<string, string> = {
  "2": "ABC",
  "3": "DEF",
  "4": "GHI",
  "5": "JKL",
  "6": "MNO",
  "7": "PQRS",
  "8": "TUV",
  "9": "WXYZ",
  "0": "+",
};

/** The twelve keys of a telephone. */
export function PadKeys({ onPress }: { onPress: (key: string) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="mx-auto grid w-full max-w-72 grid-cols-3 gap-2">
      <legend className="sr-only">{t("agent.keys")}</legend>
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          onClick={() => onPress(key)}
          className="grid min-h-12 place-content-center rounded-lg border border-line bg-raised text-lg leading-tight font-medium hover:border-field active:bg-accent-soft"
        >
          {key}
          <span aria-hidden className="block text-center text-[0.625rem] font-normal tracking-wider text-muted">
            {letters[key] ?? "\u00a0"}
          </span>
        </button>
      ))}
    </fieldset>
  );
}
