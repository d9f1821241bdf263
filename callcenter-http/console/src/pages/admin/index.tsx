import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Admin() {
  const { t } = useTranslation();
  return <Page title={t("places.admin")}>{null}</Page>;
}
