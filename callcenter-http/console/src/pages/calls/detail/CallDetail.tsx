import { type ReactNode, useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "~/api/client";
import { About } from "~/pages/agent/after/About";
import { Loading, Wrong } from "~/ui/told";
import { FlowPanel } from "../flow/FlowPanel";
import { CustomerOf } from "./CustomerOf";
import { Figures } from "./Figures";
import { Head } from "./Head";
import { usePlayed } from "./played";
import { Raw } from "./Raw";
import { Recordings } from "./Recordings";
import { useDetails, useRecordings } from "./useDetails";

/** All that is known of a call. While it lives, it is followed. */
export function CallDetail({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: call, error, isError, refetch, row } = useDetails(id);
  const recordings = useRecordings(id, Boolean(call && call.recordings.length > 0));
  useEffect(() => () => usePlayed.setState({ at: null }), []);
  if (!call) {
    if (!isError) return <Loading />;
    const missing = error instanceof Refused && error.status === 404;
    return (
      <Wrong
        error={missing ? new Error(t("calls.detail.missing")) : error}
        again={missing ? undefined : () => void refetch()}
      />
    );
  }
  return (
    <article className="grid min-w-0 gap-5" aria-label={t("calls.detail.title")}>
      {isError && <Wrong error={error} again={() => void refetch()} />}
      <Head call={call} row={row} />
      <Figures call={call} />
      <Part title={t("calls.flow.title")}>
        <FlowPanel call={call} recordings={recordings.data?.items ?? []} />
      </Part>
      {call.recordings.length > 0 && (
        <Part title={t("calls.recordings.title")}>
          <Recordings query={recordings} isLive={call.live} />
        </Part>
      )}
      <div className="grid min-w-0 gap-5 md:grid-cols-2">
        <Part title={t("calls.customer.title")}>
          <CustomerOf call={call} />
        </Part>
        <Part title={t("calls.about.title")}>
          <About call={call.id} queue={call.queue} />
        </Part>
      </div>
      <Raw call={call} />
    </article>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid min-w-0 content-start gap-2">
      <h3 id={id} className="font-semibold">
        {title}
      </h3>
      {children}
    </section>
  );
}
