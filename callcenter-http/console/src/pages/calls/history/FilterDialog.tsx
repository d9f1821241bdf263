import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { localTime, zone } from "~/format";
import { useTopic } from "~/live/hooks";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input, Select } from "~/ui/field";
import { directions, endings, everything, type Filter, type Order, orders } from "./filter";

type Props = { open: boolean; filter: Filter; onClose: () => void; onChange: (filter: Filter) => void };

/** All that the list can be narrowed by. */
export function FilterDialog({ open, filter, onClose, onChange }: Props) {
  const { t } = useTranslation();
  const form = useId();
  const [clears, setClears] = useState(0);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("calls.filter.title")}
      actions={
        <>
          <Button look="quiet" onClick={() => setClears((count) => count + 1)}>
            {t("calls.filter.clear")}
          </Button>
          <Button look="main" type="submit" form={form}>
            {t("calls.filter.apply")}
          </Button>
        </>
      }
    >
      <Fields
        key={clears}
        id={form}
        filter={clears > 0 ? { ...everything, q: filter.q } : filter}
        onDone={(next) => {
          onChange(next);
          setClears(0);
          onClose();
        }}
      />
    </Dialog>
  );
}

/** A local time for a field; a moment of a zone is shown in the zone of the page. */
const forField = (text: string) =>
  /[zZ]|[+-]\d\d:\d\d$/.test(text) ? localTime(text) : text.length === 10 ? `${text}T00:00` : text;

function Fields({ id, filter, onDone }: { id: string; filter: Filter; onDone: (filter: Filter) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(filter);
  useEffect(() => setDraft(filter), [filter]);
  const change = (part: Partial<Filter>) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const own = draft.from || draft.until;
    onDone({ ...draft, period: own ? "own" : draft.period === "own" ? "all" : draft.period });
  };
  const figure = (key: "min_talk_s" | "max_talk_s" | "min_wait_s" | "max_wait_s") => (
    <Input
      label={t(`calls.filter.${key}`)}
      type="number"
      inputMode="numeric"
      min={0}
      max={31_536_000}
      step={1}
      value={draft[key]}
      onChange={({ target }) => change({ [key]: target.value })}
    />
  );
  return (
    <form id={id} onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      <Input
        label={t("calls.filter.from")}
        type="datetime-local"
        hint={zone()}
        value={forField(draft.from)}
        onChange={({ target }) => change({ from: target.value })}
      />
      <Input
        label={t("calls.filter.until")}
        type="datetime-local"
        min={forField(draft.from) || undefined}
        value={forField(draft.until)}
        onChange={({ target }) => change({ until: target.value })}
      />
      <QueueField value={draft.queue} onChange={(queue) => change({ queue })} />
      <AgentField value={draft.agent} onChange={(agent) => change({ agent })} />
      <Choices label={t("calls.filter.direction")}>
        {directions.map((one) => (
          <Choice
            key={one}
            on={draft.direction.includes(one)}
            onChange={() => change({ direction: toggled(directions, draft.direction, one) })}
          >
            {t(`words.direction.${one}`)}
          </Choice>
        ))}
      </Choices>
      <Choices label={t("calls.filter.status")}>
        {endings.map((one) => (
          <Choice
            key={one}
            on={draft.status.includes(one)}
            onChange={() => change({ status: toggled(endings, draft.status, one) })}
          >
            {t(`words.status.${one}`)}
          </Choice>
        ))}
      </Choices>
      {figure("min_talk_s")}
      {figure("max_talk_s")}
      {figure("min_wait_s")}
      {figure("max_wait_s")}
      <Select
        label={t("calls.filter.order")}
        value={draft.order}
        onChange={({ target }) => change({ order: target.value as Order })}
      >
        {orders.map((order) => (
          <option key={order} value={order}>
            {t(`calls.order.${order}`)}
          </option>
        ))}
      </Select>
    </form>
  );
}

const toggled = <T extends string>(all: readonly T[], chosen: readonly T[], one: T): T[] =>
  all.filter((other) => (other === one ? !chosen.includes(one) : chosen.includes(other)));

function QueueField({ value, onChange }: { value: string; onChange: (queue: string) => void }) {
  const { t } = useTranslation();
  const queues = (useTopic("queues") ?? []).map(({ queue }) => queue).sort();
  const all = value && !queues.includes(value) ? [value, ...queues] : queues;
  return (
    <Select label={t("calls.filter.queue")} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t("common.all")}</option>
      {all.map((queue) => (
        <option key={queue} value={queue}>
          {queue}
        </option>
      ))}
    </Select>
  );
}

function AgentField({ value, onChange }: { value: string; onChange: (agent: string) => void }) {
  const { t } = useTranslation();
  const list = useId();
  const phones = useQuery({
    queryKey: ["extensions", "all"],
    queryFn: () => told(api.GET("/api/extensions", { params: { query: { limit: 500 } } })),
    staleTime: 300_000,
  });
  return (
    <>
      <Input
        label={t("calls.filter.agent")}
        hint={t("calls.filter.agent_hint")}
        list={list}
        maxLength={80}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={list}>
        {phones.data?.items.map(({ number, name }) => (
          <option key={number} value={number}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1.5">{children}</div>
    </fieldset>
  );
}

function Choice({ on, onChange, children }: { on: boolean; onChange: () => void; children: ReactNode }) {
  return (
    <label className="inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-full border border-field px-3 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <input type="checkbox" checked={on} onChange={onChange} className="size-4 accent-(--accent) outline-none" />
      {children}
    </label>
  );
}
