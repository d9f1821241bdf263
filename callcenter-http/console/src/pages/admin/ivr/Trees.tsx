import { Clock, CornerDownRight, Hash, Plus, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Panel } from "~/ui/panel";
import { namedBy } from "../crud/DestinationPick";
import type { Row } from "../crud/door";
import { BranchDialog, type EditedBranch } from "./BranchDialog";
import { type Branch, branchesOf, type Menu, roots } from "./tree";

/** All menus as callers go through them, drawn as trees; branches are added, moved and removed where they are. */
export function Trees({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<EditedBranch>();
  const { menus, byName } = useMemo(() => {
    const menus = rows as unknown as Menu[];
    return { menus, byName: new Map(menus.map((menu) => [menu.name, menu])) };
  }, [rows]);
  return (
    <Panel title={t("admin.ivrs.tree")}>
      <ul className="grid gap-6 overflow-x-auto">
        {roots(menus).map((menu) => (
          <li key={menu.name}>
            <MenuNode menu={menu} branches={branchesOf(menu, byName)} onEdit={setEdited} />
          </li>
        ))}
      </ul>
      {edited && <BranchDialog edited={edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  );
}

type NodeProps = { menu: Menu; branches: Branch[]; onEdit: (edited: EditedBranch) => void };

function MenuNode({ menu, branches, onEdit }: NodeProps) {
  const { t } = useTranslation();
  const ways = [...(menu.numbers ?? []), ...(menu.extension ? [menu.extension] : [])];
  return (
    <div className="min-w-64">
      <div className="inline-flex min-h-11 flex-wrap items-center gap-2 rounded-lg border border-accent bg-accent-soft px-3 py-1">
        <Link
          to={`/admin/ivrs/${encodeURIComponent(menu.name)}`}
          className="font-semibold underline-offset-2 hover:underline"
        >
          <bdi>{menu.title || menu.name}</bdi>
        </Link>
        {ways.length > 0 && <span className="text-sm text-muted">{ways.join(", ")}</span>}
        {menu.enabled === false && <Badge tone="warn">{t("admin.out_of_use")}</Badge>}
      </div>
      <ul className="ml-5">
        {branches.map((branch) => (
          <Line key={branch.way.by === "key" ? branch.way.key : branch.way.by}>
            <BranchNode menu={menu} branch={branch} onEdit={onEdit} />
          </Line>
        ))}
        <Line>
          <Button small icon={<Plus size={14} aria-hidden />} onClick={() => onEdit({ menu, way: null })}>
            {t("admin.ivrs.add_branch", { menu: menu.title || menu.name })}
          </Button>
        </Line>
      </ul>
    </div>
  );
}

/** One branch with the lines that lead to it. */
function Line({ children }: { children: React.ReactNode }) {
  return (
    <li className="relative border-l-2 border-line pt-3 pl-6 last:border-transparent">
      <span
        aria-hidden
        className="absolute top-0 -left-0.5 h-7.5 w-5 rounded-bl-lg border-b-2 border-l-2 border-line"
      />
      {children}
    </li>
  );
}

function BranchNode({ menu, branch, onEdit }: { menu: Menu; branch: Branch; onEdit: NodeProps["onEdit"] }) {
  const { t } = useTranslation();
  const { way, destination, into, isBack } = branch;
  const named = namedBy(destination);
  const told = named ? `${t(`admin.ways.${destination.to}`)} ${named}` : t(`admin.ways.${destination.to}`);
  const by = way.by === "key" ? t("admin.ivrs.by_key", { key: way.key }) : t(`admin.ivrs.by_${way.by}`);
  return (
    <div className="grid gap-2">
      <button
        type="button"
        onClick={() => onEdit({ menu, way })}
        className="inline-flex min-h-9 max-w-full flex-wrap items-center gap-2 justify-self-start rounded-lg border border-field bg-surface px-2 text-left hover:bg-raised"
      >
        <span className="sr-only">{t("common.edit")}:</span>
        {way.by === "key" ? (
          <kbd className="grid size-6 place-content-center rounded bg-raised font-semibold">
            <span className="sr-only">{t("admin.key")} </span>
            {way.key}
          </kbd>
        ) : (
          <span className="inline-flex items-center gap-1 text-sm text-muted">
            {way.by === "invalid" ? <Hash size={14} aria-hidden /> : <Clock size={14} aria-hidden />}
            {by}
          </span>
        )}
        <CornerDownRight size={14} aria-hidden className="text-muted" />
        <span className="wrap-anywhere">{told}</span>
        {isBack && <Badge>{t("admin.ivrs.back")}</Badge>}
        {destination.to === "ivr" && !into && (
          <Badge tone="bad" icon={<TriangleAlert size={14} aria-hidden />}>
            {t("admin.ivrs.missing")}
          </Badge>
        )}
      </button>
      {into && !isBack && <MenuNode menu={into} branches={branch.branches} onEdit={onEdit} />}
    </div>
  );
}
