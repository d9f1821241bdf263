import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sayDone } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { ask, type Row } from "../crud/door";
import { Form } from "../crud/Form";
import type { Group } from "../crud/field";

type Props = {
  room: string;
  path: string;
  groups: Group[];
  audit: { action: string; target: string };
  /** What is sent of what was edited. */
  toBody?: (row: Row) => Row;
};

/** What there is one of: read, edited as a whole, saved if nobody was faster. */
export function Whole({ room, path, groups, audit, toBody }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [round, setRound] = useState(0);
  const asked = useQuery({ queryKey: ["admin", path], queryFn: () => ask("get", path), staleTime: 0, gcTime: 0 });
  if (asked.isPending) return <Loading />;
  if (!asked.data) return <Wrong error={asked.error} again={() => void asked.refetch()} />;
  const { data, etag } = asked.data;
  return (
    <Form
      key={`${etag}-${round}`}
      room={room}
      groups={groups}
      start={data}
      isNew={false}
      back="/admin"
      audit={audit}
      onReload={() => void asked.refetch().then(() => setRound((now) => now + 1))}
      onSave={async (row) => {
        const answer = await ask("put", path, { body: toBody?.(row) ?? row, etag });
        queries.setQueryData(["admin", path], answer);
        setRound((now) => now + 1);
        sayDone(t("admin.saved"));
        void queries.invalidateQueries({ queryKey: ["admin"] });
      }}
    />
  );
}
