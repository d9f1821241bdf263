import { ArrowLeft, Keyboard } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Columns } from "~/ui/columns";
import { Dialog } from "~/ui/dialog";
import type { GridHandle } from "~/ui/grid";
import { useWide } from "~/ui/media";
import { Tabs } from "~/ui/tabs";
import { panels, useOpenCall, usePanel } from "./address";
import { CallDetail } from "./detail/CallDetail";
import { History } from "./history/History";
import { Keys, useKeys } from "./keys";
import { LiveCalls } from "./live/LiveCalls";
import { Phones } from "./phones/Phones";

/** Three panels side by side; on narrow windows one of them. A call opens above them, on phones in their place. */
export function Console() {
  const { t } = useTranslation();
  const { id, close } = useOpenCall();
  const wide = useWide(1024);
  const isPhone = !useWide(640);
  const search = useRef<HTMLInputElement>(null);
  const history = useRef<GridHandle>(null);
  const [keysOpen, setKeysOpen] = useState(false);
  const keys = useKeys({
    search: () => search.current?.focus(),
    move: (by) => history.current?.move(by),
    help: () => setKeysOpen(true),
  });

  if (isPhone && id) {
    return (
      <div className="grid gap-3 p-3">
        <header className="flex items-center gap-2">
          <Button look="quiet" icon={<ArrowLeft size={20} />} label={t("calls.back")} onClick={close} />
          <h1 className="text-xl font-semibold">{t("calls.detail.title")}</h1>
        </header>
        <CallDetail key={id} id={id} />
      </div>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 p-3 sm:px-5 sm:py-4">
      <header className="flex items-center gap-3">
        <h1 className="min-w-0 flex-1 text-xl font-semibold sm:text-2xl">{t("places.calls")}</h1>
        {!isPhone && (
          <Button
            small
            look="quiet"
            icon={<Keyboard size={18} />}
            label={t("calls.keys.title")}
            onClick={() => setKeysOpen(true)}
          />
        )}
      </header>
      {wide ? <SideBySide search={search} history={history} /> : <OneOfThem search={search} history={history} />}
      <Dialog open={Boolean(id) && !isPhone} onClose={close} title={t("calls.detail.title")} wide>
        {id && <CallDetail key={id} id={id} />}
      </Dialog>
      <Keys open={keysOpen} onClose={() => setKeysOpen(false)} {...keys} />
    </div>
  );
}

type Refs = { search: React.RefObject<HTMLInputElement | null>; history: React.RefObject<GridHandle | null> };

function SideBySide({ search, history }: Refs) {
  const { t } = useTranslation();
  return (
    <Columns
      kept="callcenter.calls.widths"
      shares={[0.44, 0.29, 0.27]}
      least={0.18}
      lineLabel={(left, right) => t("calls.line", { left, right })}
      columns={[
        { key: "history", name: t("calls.history.title"), content: <History search={search} handle={history} /> },
        { key: "live", name: t("calls.live.title"), content: <LiveCalls /> },
        { key: "phones", name: t("calls.phones.title"), content: <Phones /> },
      ]}
    />
  );
}

function OneOfThem({ search, history }: Refs) {
  const { t } = useTranslation();
  const { panel, setPanel } = usePanel();
  return (
    <Tabs
      label={t("places.calls")}
      tabs={panels.map((key) => ({ key, title: t(`calls.${key}.title`) }))}
      chosen={panel}
      onChoose={setPanel}
      fill
    >
      {panel === "history" && <History search={search} handle={history} />}
      {panel === "live" && <LiveCalls />}
      {panel === "phones" && <Phones />}
    </Tabs>
  );
}
