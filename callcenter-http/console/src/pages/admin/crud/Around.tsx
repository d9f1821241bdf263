import type { ReactNode } from "react";

type Props = { label: ReactNode; hint?: ReactNode; wrong?: string | undefined; children: ReactNode };

/** Several boxes that are one field. */
export function Around({ label, hint, wrong, children }: Props) {
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {hint && <p className="text-sm text-muted">{hint}</p>}
      {children}
      {wrong && (
        <p role="alert" className="text-sm text-bad">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
