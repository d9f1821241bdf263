import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Supervisor() {
  const { t } = useTranslation();
  return <Page title={t("places.supervisor")}>{null}</Page>;
}
