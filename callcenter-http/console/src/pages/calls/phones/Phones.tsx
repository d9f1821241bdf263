import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { since, whole } from "~/format";
import { useNow, useTopic } from "~/live/hooks";
import { Badge } from "~/ui/badge";
import { Input, Select } from "~/ui/field";
import { Grid, type GridColumn } from "~/ui/grid";
import { sayWrong } from "~/ui/toast";
import { Empty, Loading } from "~/ui/told";
import { ActivityBadge, AvailabilityBadge } from "~/ui/words";
import { useOpenCall } from "../address";
import { Box } from "../Box";
import { type Group, groups, isIn, matches, type Phone, together } from "./phones";

/** Phones and agents of the house: who is there, who is free, who talks. */
export function Phones() {
  const { t } = useTranslation();
  const phones = useTopic("extensions");
  const agents = useTopic("agents");
  const names = useNames();
  const [group, setGroup] = useState<Group>("all");
  const [text, setText] = useState("");
  const { open } = useOpenCall();
  const all = useMemo(() => together(phones ?? [], agents ?? [], names), [phones, agents, names]);
  const rows = useMemo(() => all.filter((row) => isIn(row, group) && matches(row, text)), [all, group, text]);
  const columns = useColumns();
  const openCall = useCallback(
    ({ phone, agent, number }: Phone) => {
      const call = phone?.call_id ?? agent?.call?.id;
      if (call) open(call);
      else sayWrong(new Error(t("calls.phones.no_call", { number })), t);
    },
    [open, t],
  );
  return (
    <Box
      title={t("calls.phones.title")}
      tools={
        <Badge>
          {t("calls.phones.free", { count: all.filter((row) => isIn(row, "free")).length, all: all.length })}
        </Badge>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(6.5rem,auto)] gap-2 border-b border-line px-4 py-3">
        <Input
          type="search"
          label={t("calls.phones.search")}
          hideLabel
          placeholder={t("calls.phones.search")}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Select
          label={t("calls.phones.group")}
          hideLabel
          value={group}
          onChange={({ target }) => setGroup(target.value as Group)}
        >
          {groups.map((one) => (
            <option key={one} value={one}>
              {t(`calls.phones.groups.${one}`)}
            </option>
          ))}
        </Select>
      </div>
      {phones === undefined || agents === undefined ? (
        <Loading />
      ) : (
        <Grid
          caption={t("calls.phones.title")}
          columns={columns}
          template="grid-cols-[minmax(0,1fr)_auto]"
          rows={rows}
          rowKey={rowKey}
          rowHeight={60}
          onOpen={openCall}
          total={rows.length}
        >
          {rows.length === 0 && <Empty>{t(all.length === 0 ? "calls.phones.none" : "calls.phones.not_found")}</Empty>}
        </Grid>
      )}
    </Box>
  );
}

const rowKey = (row: Phone) => row.number;

function useColumns(): GridColumn<Phone>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: "who",
        title: t("calls.phones.phone"),
        cell: ({ number, name, phone, agent }) => (
          <>
            <p className="truncate font-medium">
              <bdi>{name ?? number}</bdi>
              {name && <span className="font-normal text-muted"> {number}</span>}
            </p>
            <p className="truncate text-sm text-muted">
              {phone && t(`words.phone.${phone.call_status}`)}
              {agent?.call?.number && <bdi> · {agent.call.name ?? agent.call.number}</bdi>}
              {agent &&
                agent.queues.length > 0 &&
                !agent.call &&
                ` · ${agent.queues.map(({ queue }) => queue).join(", ")}`}
            </p>
          </>
        ),
      },
      {
        id: "state",
        title: t("calls.column.state"),
        className: "text-right",
        cell: ({ phone, agent }) => (
          <div className="grid justify-items-end gap-0.5">
            {agent && (!phone || phone.status === "online") ? (
              <>
                <ActivityBadge activity={agent.activity} reason={agent.reason} />
                <span className="text-sm text-muted" title={whole(agent.since)}>
                  <Since at={agent.since} />
                </span>
              </>
            ) : (
              phone && <AvailabilityBadge status={phone.status} />
            )}
          </div>
        ),
      },
    ],
    [t],
  );
}

function Since({ at }: { at: string | null | undefined }) {
  return <>{since(at, useNow())}</>;
}
