import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";
import { Button } from "~/ui/button";
import { Wrong } from "~/ui/told";

/** A page that is not there, or that broke: said plainly, with a way out. */
export function Failed({ missing }: { missing?: boolean }) {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main className="mx-auto grid max-w-xl gap-4 p-6">
      <Wrong error={missing || !error ? new Error(t("common.no_such_page")) : error} />
      <div className="flex gap-3">
        <Link to="/" className="underline">
          {t("common.to_start")}
        </Link>
        <Button small onClick={() => window.location.reload()}>
          {t("common.reload")}
        </Button>
      </div>
    </main>
  );
}
