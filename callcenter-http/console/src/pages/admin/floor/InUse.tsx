import { useTranslation } from "react-i18next";
import { Badge } from "~/ui/badge";

/** Whether what is defined is in use. */
export function InUse({ is }: { is: boolean }) {
  const { t } = useTranslation();
  return <Badge tone={is ? "good" : "idle"}>{t(is ? "admin.in_use" : "admin.out_of_use")}</Badge>;
}
