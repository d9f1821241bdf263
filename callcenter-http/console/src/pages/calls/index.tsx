import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Calls() {
  const { t } = useTranslation();
  return <Page title={t("places.calls")}>{null}</Page>;
}
