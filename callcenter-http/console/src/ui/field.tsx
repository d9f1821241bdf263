import clsx from "clsx";
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";

const box =
  "w-full rounded-lg border border-field bg-surface px-3 text-ink placeholder:text-muted min-h-11 sm:min-h-10 aria-invalid:border-bad disabled:opacity-60";

type Around = { label: ReactNode; hint?: ReactNode; wrong?: string | undefined; hideLabel?: boolean };

function Labelled({
  id,
  label,
  hint,
  wrong,
  hideLabel,
  children,
}: Around & { id: string; children: (described: string | undefined) => ReactNode }) {
  const described = wrong ? `${id}-wrong` : hint ? `${id}-hint` : undefined;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-sm font-medium"}>
        {label}
      </label>
      {children(described)}
      {wrong ? (
        <p id={`${id}-wrong`} className="text-sm text-bad">
          {wrong}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-sm text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export function Input({
  label,
  hint,
  wrong,
  hideLabel,
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> } & Around) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Labelled id={id} label={label} hint={hint} wrong={wrong} hideLabel={hideLabel}>
      {(described) => (
        <input
          {...rest}
          data-autofocus={rest.autoFocus || undefined}
          id={id}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={described}
          className={clsx(box, className)}
        />
      )}
    </Labelled>
  );
}

export function Area({
  label,
  hint,
  wrong,
  hideLabel,
  className,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & Around) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} wrong={wrong} hideLabel={hideLabel}>
      {(described) => (
        <textarea
          {...rest}
          id={id}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={described}
          className={clsx(box, "py-2", className)}
        />
      )}
    </Labelled>
  );
}

export function Select({
  label,
  hint,
  wrong,
  hideLabel,
  className,
  children,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & Around) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} wrong={wrong} hideLabel={hideLabel}>
      {(described) => (
        <select
          {...rest}
          id={id}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={described}
          className={clsx(box, className)}
        >
          {children}
        </select>
      )}
    </Labelled>
  );
}

export function Check({
  label,
  hint,
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className={clsx("flex items-start gap-2", className)}>
      <input type="checkbox" {...rest} id={id} className="mt-1 size-5 shrink-0 accent-(--accent)" />
      <label htmlFor={id}>
        {label}
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </label>
    </div>
  );
}
