// Menus lead into menus: a forest, in which a circle is cut where it closes.
import { type Destination, namedBy } from "../crud/DestinationPick";
import { type ByKey, inOrder } from "../floor/Keys";

export type Menu = {
  name: string;
  title?: string;
  enabled?: boolean;
  extension?: string | null;
  numbers?: string[];
  greeting?: string;
  options: ByKey;
  on_timeout?: Destination;
  on_invalid?: Destination;
  hours?: { closed?: Destination } | null;
};

export type BranchWay = { by: "key"; key: string } | { by: "timeout" | "invalid" | "closed" };

export type Branch = {
  way: BranchWay;
  destination: Destination;
  /** The menu that it leads into, and what follows there. */
  into?: Menu;
  branches: Branch[];
  /** It leads back into a menu that one came through. */
  isBack: boolean;
};

/** What follows from a menu. `through`: the menus one came through. */
export function branchesOf(menu: Menu, menus: ReadonlyMap<string, Menu>, through: readonly string[] = []): Branch[] {
  const path = [...through, menu.name];
  const ways: [BranchWay, Destination | undefined][] = [
    ...inOrder(menu.options).map(([key, to]) => [{ by: "key", key }, to] as [BranchWay, Destination]),
    [{ by: "timeout" }, menu.on_timeout],
    [{ by: "invalid" }, menu.on_invalid],
    [{ by: "closed" }, menu.hours?.closed],
  ];
  return ways.flatMap(([way, destination]) => {
    if (!destination) return [];
    const into = destination.to === "ivr" ? menus.get(namedBy(destination)) : undefined;
    const isBack = into !== undefined && path.includes(into.name);
    return [{ way, destination, into, isBack, branches: into && !isBack ? branchesOf(into, menus, path) : [] }];
  });
}

/** The menus that callers come into first: with a number of their own, or that no other menu leads to. */
export function roots(menus: readonly Menu[]): Menu[] {
  const byName = new Map(menus.map((menu) => [menu.name, menu]));
  const reached = new Set<string>();
  const reach = (menu: Menu) => {
    if (reached.has(menu.name)) return;
    reached.add(menu.name);
    for (const branch of branchesOf(menu, byName)) {
      if (branch.into) reach(branch.into);
    }
  };
  const led = new Set(
    menus.flatMap((menu) =>
      branchesOf(menu, byName).flatMap(({ into }) => (into && into.name !== menu.name ? [into.name] : [])),
    ),
  );
  const first = menus.filter((menu) => menu.numbers?.length || menu.extension || !led.has(menu.name));
  for (const menu of first) reach(menu);
  // Menus that only lead to one another.
  const rest = menus.filter((menu) => {
    if (reached.has(menu.name)) return false;
    reach(menu);
    return true;
  });
  return [...first, ...rest];
}
