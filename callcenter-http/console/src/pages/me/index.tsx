import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";
import { AlertSettings } from "./AlertSettings";
import { Appearance } from "./Appearance";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

/** What one chooses for oneself, and where one is logged in. */
export default function Me() {
  const { t } = useTranslation();
  return (
    <Page title={t("places.me")}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Appearance />
        <AlertSettings />
        <PasswordForm />
        <Sessions />
        <div className="min-w-0 lg:col-span-2">
          <Tokens />
        </div>
      </div>
    </Page>
  );
}
