import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Wallboard() {
  const { t } = useTranslation();
  return <Page title={t("places.wallboard")}>{null}</Page>;
}
