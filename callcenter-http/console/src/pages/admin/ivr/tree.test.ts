import { describe, expect, it } from "vitest";
import { branchesOf, type Menu, roots } from "./tree";

const menu = (name: string, options: Menu["options"], rest: Partial<Menu> = {}): Menu => ({ name, options, ...rest });
const named = (menus: Menu[]) => new Map(menus.map((one) => [one.name, one]));

describe("the tree of menus", () => {
  it("tells keys in the order of the phone, then what happens otherwise", () => {
    const main = menu(
      "main",
      {
        "0": { to: "hangup" },
        "#": { to: "hangup" },
        "2": { to: "queue", queue: "b" },
        "1": { to: "queue", queue: "a" },
      },
      { on_timeout: { to: "hangup" } },
    );
    expect(branchesOf(main, named([main])).map(({ way }) => (way.by === "key" ? way.key : way.by))).toEqual([
      "1",
      "2",
      "0",
      "#",
      "timeout",
    ]);
  });

  it("cuts a circle where it closes", () => {
    const a = menu("a", { "1": { to: "ivr", ivr: "b" } }, { numbers: ["49301"] });
    const b = menu("b", { "9": { to: "ivr", ivr: "a" } });
    const [into] = branchesOf(a, named([a, b]));
    expect(into?.branches[0]?.isBack).toBe(true);
    expect(into?.branches[0]?.branches).toEqual([]);
  });

  it("begins where callers come in, and forgets no menu that only leads in a circle", () => {
    const a = menu("a", { "1": { to: "ivr", ivr: "b" } }, { numbers: ["49301"] });
    const b = menu("b", {});
    const c = menu("c", { "1": { to: "ivr", ivr: "d" } });
    const d = menu("d", { "1": { to: "ivr", ivr: "c" } });
    expect(roots([a, b, c, d]).map(({ name }) => name)).toEqual(["a", "c"]);
  });
});
