import { useTranslation } from "react-i18next";
import { Page } from "~/ui/panel";

export default function Me() {
  const { t } = useTranslation();
  return <Page title={t("places.me")}>{null}</Page>;
}
