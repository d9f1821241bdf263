import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

type Props = { title: ReactNode; about?: ReactNode; tools?: ReactNode; back?: string };

/** The heading of a room of the administration, and the way back. */
export function RoomHead({ title, about, tools, back }: Props) {
  const { t } = useTranslation();
  return (
    <header className="grid gap-1">
      <Link
        to={back ?? "/admin"}
        className={`inline-flex min-h-8 items-center gap-1 justify-self-start text-muted hover:text-ink ${back ? "" : "lg:hidden"}`}
      >
        <ArrowLeft size={16} aria-hidden />
        {back ? t("admin.to_list") : t("places.admin")}
      </Link>
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="min-w-[min(100%,14rem)] flex-1 text-xl font-semibold wrap-anywhere sm:text-2xl">
          <bdi>{title}</bdi>
        </h1>
        {tools}
      </div>
      {about && <p className="max-w-3xl text-muted">{about}</p>}
    </header>
  );
}
