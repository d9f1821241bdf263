import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker, useNavigate } from "react-router";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Panel } from "~/ui/panel";
import { Wrong } from "~/ui/told";
import { Conflict } from "./Conflict";
import { isChanged, type Row } from "./door";
import { FieldBox } from "./FieldBox";
import { type Group, type Misfit, misfit, valueAt, withValue } from "./field";

type Props = {
  room: string;
  groups: Group[];
  start: Row;
  isNew: boolean;
  /** Saves, and says so; what it throws is shown here. */
  onSave: (row: Row) => Promise<void>;
  /** Who was faster is looked up under this in the audit log. */
  audit: { action: string; target: string };
  onReload?: () => void;
  back: string;
};

/** A form made of the description of its fields. */
export function Form({ room, groups, start, isNew, onSave, audit, onReload, back }: Props) {
  const { t } = useTranslation();
  const go = useNavigate();
  const [row, setRow] = useState(start);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [wrong, setWrong] = useState<Misfit>();
  const form = useRef<HTMLFormElement>(null);
  const saved = useRef(false);
  const isDirty = JSON.stringify(row) !== JSON.stringify(start);
  const shown = groups.map((group) => ({ ...group, fields: group.fields.filter((field) => isNew || !field.onlyNew) }));
  const fields = shown.flatMap((group) => group.fields);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && !saved.current && currentLocation.pathname !== nextLocation.pathname,
  );

  useEffect(() => {
    if (!wrong) return;
    const box = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    box?.focus();
  }, [wrong]);

  async function save(event: FormEvent) {
    event.preventDefault();
    const missing = missingIn(row);
    setError(undefined);
    setWrong(missing);
    if (missing) return;
    setBusy(true);
    try {
      saved.current = true;
      await onSave(row);
    } catch (refusal) {
      saved.current = false;
      const about = misfit(refusal, fields);
      setWrong(about);
      setError(about ? undefined : refusal);
    } finally {
      setBusy(false);
    }
  }

  function missingIn(row: Row): Misfit | undefined {
    for (const field of fields) {
      const value = valueAt(row, field.name);
      const isNothing = value === null || value === undefined || value === "";
      if (isNothing && (field.required || (field.kind === "number" && !field.optional)))
        return { field: field.name, why: t("admin.must") };
    }
    return undefined;
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void save(event)} className="grid max-w-4xl gap-4">
      {shown.map(
        (group) =>
          group.fields.length > 0 && (
            <Panel key={group.key} title={t(`admin.${room}.groups.${group.key}`)}>
              <div className="grid items-start gap-4 sm:grid-cols-2">
                {group.fields.map((field) => (
                  <div key={field.name} className={field.wide ? "min-w-0 sm:col-span-2" : "min-w-0"}>
                    <FieldBox
                      room={room}
                      field={field}
                      isNew={isNew}
                      value={valueAt(row, field.name)}
                      wrong={wrong?.field === field.name ? wrong.why : undefined}
                      onChange={(value) => {
                        setRow((now) => withValue(now, field.name, value));
                        if (wrong?.field === field.name) setWrong(undefined);
                      }}
                    />
                  </div>
                ))}
              </div>
            </Panel>
          ),
      )}
      <div role="status" className="sr-only">
        {wrong && `${t(`admin.${room}.fields.${wrong.field}.label`)}: ${wrong.why}`}
      </div>
      {isChanged(error) ? (
        <Conflict {...audit} {...(onReload && { onReload })} />
      ) : (
        error !== undefined && <Wrong error={error} />
      )}
      <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-t border-line bg-page py-3">
        <Button look="main" type="submit" busy={busy} disabled={!isDirty && !isNew}>
          {t(isNew ? "admin.create" : "common.save")}
        </Button>
        <Button onClick={() => go(back)}>{t("common.cancel")}</Button>
        {isDirty && !busy && <span className="text-sm text-muted">{t("common.unsaved")}</span>}
      </div>
      <Dialog
        open={blocker.state === "blocked"}
        onClose={() => blocker.reset?.()}
        title={t("admin.leave.title")}
        actions={
          <>
            <Button onClick={() => blocker.reset?.()}>{t("admin.leave.stay")}</Button>
            <Button look="danger" onClick={() => blocker.proceed?.()}>
              {t("admin.leave.go")}
            </Button>
          </>
        }
      >
        {t("admin.leave.what")}
      </Dialog>
    </form>
  );
}
