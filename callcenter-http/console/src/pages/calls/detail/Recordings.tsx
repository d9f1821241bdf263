import type { UseQueryResult } from "@tanstack/react-query";
import { Download, FileX2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { useNames } from "~/api/names";
import { span, time } from "~/format";
import { Button } from "~/ui/button";
import { Loading, Wrong } from "~/ui/told";
import type { Recording } from "../flow/recorded";
import { usePlayed } from "./played";

type Props = { query: UseQueryResult<Schemas["Page_Recording"]>; isLive: boolean };

/** What was recorded: heard here, or why it can't be. */
export function Recordings({ query, isLive }: Props) {
  const { t } = useTranslation();
  if (query.isPending) return <Loading />;
  if (query.isError) return <Wrong error={query.error} again={() => void query.refetch()} />;
  if (query.data.items.length === 0) return <p className="text-muted">{t("calls.recordings.none")}</p>;
  return (
    <ul className="grid gap-3">
      {query.data.items.map((recording) => (
        <li key={recording.id} className="grid min-w-0 gap-2 rounded-lg border border-line p-3">
          <Title recording={recording} />
          {recording.available ? <Player recording={recording} /> : <NotThere recording={recording} isLive={isLive} />}
        </li>
      ))}
    </ul>
  );
}

function Title({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const facts = [
    recording.started_at ? time(recording.started_at) : null,
    recording.duration_s ? span(recording.duration_s) : null,
    recording.bytes ? t("calls.recordings.size", { size: (recording.bytes / 1_048_576).toFixed(1) }) : null,
  ];
  return (
    <p className="flex flex-wrap gap-x-3 text-sm text-muted">
      <bdi className="font-medium wrap-anywhere text-ink">{recording.file}</bdi>
      {facts.filter(Boolean).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  );
}

function NotThere({ recording, isLive }: { recording: Recording; isLive: boolean }) {
  const { t } = useTranslation();
  const why = recording.removed_at
    ? t("calls.recordings.removed", { by: recording.removed_by ?? "?", at: time(recording.removed_at) })
    : isLive
      ? t("calls.recordings.goes_on")
      : t("calls.recordings.not_there");
  return (
    <div className="flex items-start gap-2">
      <FileX2 size={20} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <p>{why}</p>
        {!recording.removed_at && recording.why_not && (
          <p className="text-sm wrap-anywhere text-muted">{recording.why_not}</p>
        )}
      </div>
    </div>
  );
}

const RATES = [1, 1.25, 1.5, 2];

function Player({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const names = useNames();
  const audio = useRef<HTMLAudioElement>(null);
  const [failed, setFailed] = useState(false);
  const [rate, setRate] = useState(1);
  const from = Date.parse(recording.started_at ?? "");
  const url = `/api/recordings/${encodeURIComponent(recording.id)}/audio`;
  const tell = () => {
    const at = audio.current?.currentTime;
    usePlayed.setState({ at: at === undefined || Number.isNaN(from) ? null : from + at * 1_000 });
  };
  const goTo = (instant: string | null | undefined) => {
    const at = (Date.parse(instant ?? "") - from) / 1_000;
    if (!audio.current || Number.isNaN(at)) return;
    audio.current.currentTime = Math.max(at, 0);
    void audio.current.play().catch(() => setFailed(true));
  };
  const faster = (next: number) => {
    setRate(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody wrote down what was said */}
      <audio
        ref={audio}
        controls
        preload="metadata"
        src={url}
        aria-label={t("calls.recordings.player", { file: recording.file })}
        onTimeUpdate={tell}
        onSeeking={tell}
        onEnded={() => usePlayed.setState({ at: null })}
        onError={() => setFailed(true)}
        onLoadedMetadata={() => setFailed(false)}
        className="w-full min-w-0"
      />
      {failed && (
        <Wrong
          error={new Error(t("calls.recordings.failed"))}
          again={() => {
            setFailed(false);
            audio.current?.load();
          }}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {/* Where a stretch is in the file is known only if it is known when the file begins. */}
        {!Number.isNaN(from) &&
          recording.segments.map((segment) => (
            <Button key={segment.n} small onClick={() => goTo(segment.from)}>
              {t("calls.recordings.from", {
                who: names(segment.with) ?? segment.with ?? t("calls.party.unknown"),
                at: time(segment.from),
              })}
            </Button>
          ))}
        <span className="flex-1" />
        {RATES.map((one) => (
          <Button
            key={one}
            small
            look="quiet"
            aria-pressed={rate === one}
            className={rate === one ? "bg-accent-soft" : ""}
            onClick={() => faster(one)}
          >
            {`${one}×`}
          </Button>
        ))}
        <a
          href={`${url}?download=true`}
          download
          className="inline-flex min-h-8 items-center gap-2 rounded-lg px-2.5 text-sm font-medium hover:bg-raised"
        >
          <Download size={16} aria-hidden />
          {t("calls.recordings.download")}
        </a>
      </div>
    </>
  );
}
