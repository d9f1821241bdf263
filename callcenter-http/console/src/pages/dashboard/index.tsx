import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Dashboard() {
  const { t } = useTranslation();
  return <Page title={t("places.dashboard")}>{null}</Page>;
}
