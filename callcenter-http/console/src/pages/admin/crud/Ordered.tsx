import { Check } from "~/ui/field";
import { Around } from "./Around";

type Props = {
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  choices: readonly string[];
  value: string[];
  onChange: (value: string[]) => void;
};

/** Some of a few; the order in which they are chosen counts, and is shown. */
export function Ordered({ label, hint, wrong, choices, value, onChange }: Props) {
  return (
    <Around label={label} hint={hint} wrong={wrong}>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {choices.map((choice) => {
          const at = value.indexOf(choice);
          return (
            <Check
              key={choice}
              label={at < 0 ? choice : `${at + 1}. ${choice}`}
              checked={at >= 0}
              onChange={() => onChange(at < 0 ? [...value, choice] : value.filter((other) => other !== choice))}
            />
          );
        })}
      </div>
    </Around>
  );
}
