import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Select } from "~/ui/field";
import { sayDone } from "~/ui/toast";
import { Wrong } from "~/ui/told";
import { type Destination, DestinationPick } from "../crud/DestinationPick";
import { ask } from "../crud/door";
import { misfit } from "../crud/field";
import { phoneKeys } from "../floor/Keys";
import type { BranchWay, Menu } from "./tree";

/** A branch that is edited; without a way it is to be. */
export type EditedBranch = { menu: Menu; way: BranchWay | null };

const others = { timeout: "on_timeout", invalid: "on_invalid" } as const;

function destinationOf({ menu, way }: EditedBranch): Destination {
  const now =
    way?.by === "key"
      ? menu.options[way.key]
      : way?.by === "closed"
        ? menu.hours?.closed
        : way
          ? menu[others[way.by]]
          : undefined;
  return now ?? { to: "queue", queue: "" };
}

/** Where a key leads, or what happens otherwise: changed in the menu as the server has it now. */
export function BranchDialog({ edited, onClose }: { edited: EditedBranch; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { menu, way } = edited;
  const oldKey = way?.by === "key" ? way.key : undefined;
  const free = phoneKeys.filter((key) => key === oldKey || !menu.options[key]);
  const [key, setKey] = useState<string>(oldKey ?? free[0] ?? "");
  const [destination, setDestination] = useState(() => destinationOf(edited));
  const [busy, setBusy] = useState<"save" | "remove">();
  const [error, setError] = useState<unknown>();
  const asksKey = !way || way.by === "key";
  const about = misfit(error, [{ name: "options" }, { name: "on_timeout" }, { name: "on_invalid" }, { name: "hours" }]);

  async function act(what: "save" | "remove") {
    setBusy(what);
    setError(undefined);
    try {
      const path = `/api/ivrs/${encodeURIComponent(menu.name)}`;
      const { data, etag } = await ask<Menu>("get", path);
      await ask("put", path, { body: changed(data, what), etag });
      sayDone(t("admin.saved"));
      await queries.invalidateQueries({ queryKey: ["admin"] });
      onClose();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(undefined);
    }
  }

  function changed(now: Menu, what: "save" | "remove"): Menu {
    if (way?.by === "closed") return { ...now, hours: { ...now.hours, closed: destination } };
    if (way && way.by !== "key") return { ...now, [others[way.by]]: destination };
    const rest = Object.fromEntries(Object.entries(now.options).filter(([other]) => other !== oldKey));
    return { ...now, options: what === "remove" ? rest : { ...rest, [key]: destination } };
  }

  const save = (event: FormEvent) => {
    event.preventDefault();
    void act("save");
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        way && way.by !== "key"
          ? `${menu.title || menu.name}: ${t(`admin.ivrs.by_${way.by}`)}`
          : t("admin.ivrs.branch_of", { menu: menu.title || menu.name })
      }
      actions={
        <>
          {oldKey && (
            <Button look="danger" busy={busy === "remove"} disabled={Boolean(busy)} onClick={() => void act("remove")}>
              {t("admin.ivrs.remove_branch")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="main" type="submit" form="branch" busy={busy === "save"} disabled={Boolean(busy)}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form id="branch" noValidate onSubmit={save} className="grid gap-4">
        {asksKey && (
          <Select label={t("admin.key")} value={key} onChange={(event) => setKey(event.target.value)}>
            {free.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
        <DestinationPick
          label={t("admin.ivrs.destination")}
          value={destination}
          onChange={setDestination}
          wrong={about?.why}
        />
        {error !== undefined && !about && <Wrong error={error} />}
      </form>
    </Dialog>
  );
}
