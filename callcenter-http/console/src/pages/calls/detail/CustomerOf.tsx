import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, told } from "~/api/client";
import { CustomerCard } from "~/pages/agent/calls/CustomerCard";
import { Wrong } from "~/ui/told";
import type { Details } from "../flow/flow";

/** Who was at the other side, by the customer directory. */
export function CustomerOf({ call }: { call: Details }) {
  const { t } = useTranslation();
  const card = useQuery({
    queryKey: ["calls", "customer", call.id],
    queryFn: ({ signal }) => told(api.GET("/api/calls/{id}/customer", { params: { path: { id: call.id } }, signal })),
  });
  if (card.isError) return <Wrong error={card.error} again={() => void card.refetch()} />;
  const customer = card.data?.customer;
  return (
    <>
      {customer && <p className="font-medium wrap-anywhere">{<bdi>{customer.name || customer.company}</bdi>}</p>}
      {call.direction === "internal" && card.data?.found === "not_found" ? (
        <p className="text-sm text-muted">{t("calls.customer.internal")}</p>
      ) : (
        <CustomerCard
          card={card.data}
          number={card.data?.number ?? null}
          name={call.direction === "inbound" ? (call.caller_name ?? null) : null}
        />
      )}
    </>
  );
}
