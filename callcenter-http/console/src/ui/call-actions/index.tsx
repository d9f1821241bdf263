// What may be done to somebody else's call: listening in, speaking, taking over, giving it elsewhere, ending it.
import { useQuery } from "@tanstack/react-query";
import { Ear, EllipsisVertical, Forward, Hand, Megaphone, MessageCircle, PhoneOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { isAtLeast, useMe } from "~/app/session";
import { Menu } from "../menu";
import { CallActionDialog } from "./CallActionDialog";

export type CallAction = "listen" | "whisper" | "barge" | "takeover" | "move" | "hangup";

const actions: { key: CallAction; control: string; icon: typeof Ear }[] = [
  { key: "listen", control: "supervise", icon: Ear },
  { key: "whisper", control: "supervise", icon: MessageCircle },
  { key: "barge", control: "supervise", icon: Megaphone },
  { key: "takeover", control: "take_over", icon: Hand },
  { key: "move", control: "move", icon: Forward },
  { key: "hangup", control: "hangup", icon: PhoneOff },
];

/** A button with what can be done to a call that lives; nothing for those who may not. */
export function CallActions({ call, who }: { call: string; who: string }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<CallAction | null>(null);
  const can = useQuery({
    queryKey: ["call", call, "capabilities"],
    queryFn: () => told(api.GET("/api/calls/{id}/capabilities", { params: { path: { id: call } } })),
    enabled: open,
    staleTime: 2_000,
  });
  if (!isAtLeast(user.role, "supervisor")) return null;
  const why = (control: string) => {
    const said = can.data?.controls.find((one) => one.control === control);
    return said && !said.possible ? (said.why ?? t("callactions.not_now")) : null;
  };
  return (
    <>
      <Menu
        label={t("callactions.of", { who })}
        onOpen={() => {
          setOpen(true);
          void can.refetch();
        }}
        trigger={
          <button
            type="button"
            aria-label={t("callactions.of", { who })}
            className="inline-flex size-9 items-center justify-center rounded-lg hover:bg-raised"
          >
            <EllipsisVertical size={18} aria-hidden />
          </button>
        }
        choices={actions.map(({ key, control, icon: Icon }) => ({
          key,
          title: t(`callactions.${key}`),
          icon: <Icon size={18} aria-hidden />,
          danger: key === "hangup",
          not: why(control),
          onChoose: () => setChosen(key),
        }))}
      />
      <CallActionDialog call={call} who={who} action={chosen} onClose={() => setChosen(null)} />
    </>
  );
}
