import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Agent() {
  const { t } = useTranslation();
  return <Page title={t("places.agent")}>{null}</Page>;
}
