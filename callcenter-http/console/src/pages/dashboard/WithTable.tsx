import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";

/** A picture, and the same as a table for who would rather read it. */
export function WithTable({
  title,
  picture,
  table,
  tools,
}: {
  title: string;
  picture: ReactNode;
  table: ReactNode;
  tools?: ReactNode;
}) {
  const { t } = useTranslation();
  const [reads, setReads] = useState(false);
  return (
    <Panel
      title={title}
      tools={
        <>
          {tools}
          <Button
            small
            look="quiet"
            aria-pressed={reads}
            icon={reads ? <ChartColumn size={16} /> : <Table2 size={16} />}
            label={`${t(reads ? "dashboard.as_picture" : "dashboard.as_table")}: ${title}`}
            onClick={() => setReads(!reads)}
          />
        </>
      }
    >
      {reads ? table : picture}
    </Panel>
  );
}
