import { useQuery, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { useMe } from "~/app/session";
import { time } from "~/format";
import { Button } from "~/ui/button";
import { Area } from "~/ui/field";
import { Wrong } from "~/ui/told";
import { useAct } from "../act";
import { useDispositionCodes } from "../own";
import { useDraft } from "./drafts";

export const aboutKey = (call: string) => ["about", call];

/** What people added to a call. */
export function useAbout(call: string) {
  return useQuery({
    queryKey: aboutKey(call),
    queryFn: () => told(api.GET("/api/calls/{id}/notes", { params: { path: { id: call } } })),
  });
}

type Props = { call: string; queue: string | null | undefined; onSaved?: () => void };

/** What a call was about: a code and a note. Codes that need a note are not taken without. */
export function About({ call, queue, onSaved }: Props) {
  const { t } = useTranslation();
  const { user } = useMe();
  const client = useQueryClient();
  const { busy, act } = useAct();
  const [draft, write] = useDraft(call);
  const about = useAbout(call);
  const codes = useDispositionCodes(queue);
  const group = useId();
  const mine = about.data?.dispositions.find((one) => one.by === user.login);
  const code = draft.code || mine?.code || "";
  const chosen = codes.data?.find((one) => one.code === code);
  const note = draft.note.trim();
  const lacksNote = Boolean(draft.code && chosen?.needs_note && !note);
  const nothing = !note && (!draft.code || draft.code === mine?.code);

  const save = async () => {
    const done = await act(
      "save",
      () =>
        draft.code
          ? told(
              api.PUT("/api/calls/{id}/disposition", {
                params: { path: { id: call } },
                body: { code: draft.code, note },
              }),
            )
          : told(api.POST("/api/calls/{id}/notes", { params: { path: { id: call } }, body: { text: note } })),
      t("agent.about_saved"),
    );
    if (!done) return;
    write({ code: "", note: "" });
    await client.invalidateQueries({ queryKey: aboutKey(call) });
    if (draft.code) onSaved?.();
  };

  return (
    <div className="grid gap-3">
      {codes.isError && <Wrong error={codes.error} again={() => void codes.refetch()} />}
      {codes.data && codes.data.length > 0 && (
        <fieldset>
          <legend className="mb-1 text-sm font-medium">{t("agent.disposition")}</legend>
          <div className="flex flex-wrap gap-2">
            {codes.data.map((one) => (
              <label
                key={one.code}
                className={clsx(
                  "inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-lg border px-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent sm:min-h-9",
                  code === one.code ? "border-accent bg-accent-soft font-medium" : "border-field hover:bg-raised",
                )}
              >
                <input
                  type="radio"
                  name={group}
                  className="accent-(--accent)"
                  checked={code === one.code}
                  onChange={() => write({ code: one.code })}
                />
                {one.name}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Area
        label={chosen?.needs_note ? t("agent.note_needed") : t("agent.note")}
        rows={2}
        maxLength={2_000}
        required={Boolean(chosen?.needs_note)}
        value={draft.note}
        onChange={(event) => write({ note: event.target.value })}
        wrong={lacksNote ? t("agent.note_lacks") : undefined}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="main" busy={busy !== null} disabled={nothing || lacksNote} onClick={() => void save()}>
          {t("common.save")}
        </Button>
        {!nothing && <span className="text-sm text-muted">{t("common.unsaved")}</span>}
      </div>
      {about.data && about.data.notes.length + about.data.dispositions.length > 0 && (
        <ul aria-label={t("agent.notes")} className="grid gap-1 text-sm">
          {about.data.dispositions.map((one) => (
            <Said key={one.by + one.at} at={one.at} by={one.by} text={one.note}>
              {codes.data?.find(({ code }) => code === one.code)?.name ?? one.code}
            </Said>
          ))}
          {about.data.notes.map((one) => (
            <Said key={one.id} at={one.at} by={one.by} text={one.text} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Said({ at, by, text, children }: { at: string; by: string; text: string; children?: React.ReactNode }) {
  return (
    <li className="rounded-lg bg-raised px-2 py-1">
      <span className="text-muted">
        {time(at)} <bdi>{by}</bdi>
      </span>{" "}
      {children && <strong className="font-medium">{children} </strong>}
      <bdi className="wrap-break-word whitespace-pre-line">{text}</bdi>
    </li>
  );
}
