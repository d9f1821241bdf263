import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { sayDone, sayWrong } from "~/ui/toast";

/** Does one thing at a time: what works now (for `busy`), and how to begin something. What fails is said. */
export function useAct() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState<string | null>(null);
  const act = useCallback(
    async (what: string, work: () => Promise<unknown>, done?: string): Promise<boolean> => {
      setBusy(what);
      try {
        await work();
        if (done) sayDone(done);
        return true;
      } catch (error) {
        sayWrong(error, t);
        return false;
      } finally {
        setBusy(null);
      }
    },
    [t],
  );
  return { busy, act };
}
