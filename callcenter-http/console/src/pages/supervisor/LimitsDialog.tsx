import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/field";
import { setLimits, useLimits, usual } from "./thresholds";

/** Changes when a queue alarms; an empty field: never. */
export function LimitsDialog({ queue, open, onClose }: { queue: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const limits = useLimits((state) => state.of[queue]) ?? usual;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const number = (name: string) => {
      const text = String(said.get(name) ?? "").trim();
      return text === "" ? null : Number(text);
    };
    const level = number("level");
    setLimits(queue, {
      waiting: number("waiting"),
      waitS: number("waitS"),
      level: level === null ? null : level / 100,
    });
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("supervisor.limits_of", { queue })}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form="limits" look="main">
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form id="limits" onSubmit={submit} className="grid gap-4">
        <Input
          name="waiting"
          type="number"
          min={0}
          max={999}
          label={t("supervisor.limit_waiting")}
          defaultValue={limits.waiting ?? ""}
        />
        <Input
          name="waitS"
          type="number"
          min={1}
          max={86400}
          label={t("supervisor.limit_wait")}
          defaultValue={limits.waitS ?? ""}
        />
        <Input
          name="level"
          type="number"
          min={1}
          max={100}
          label={t("supervisor.limit_level")}
          defaultValue={limits.level === null ? "" : Math.round(limits.level * 100)}
          hint={t("supervisor.limits_kept")}
        />
      </form>
    </Dialog>
  );
}
