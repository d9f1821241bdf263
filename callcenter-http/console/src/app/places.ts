// Every page: its address, who sees it, and what is loaded for it. The navigation is made of this too.
import { Activity, ChartNoAxesCombined, Headset, type LucideIcon, Phone, Settings, Users } from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Role } from "./session";

export type Place = {
  path: string;
  /** Its name is `places.<key>`. */
  key: string;
  icon: LucideIcon;
  role: Role;
  Page: LazyExoticComponent<ComponentType>;
};

export const places: Place[] = [
  { path: "/agent", key: "agent", icon: Headset, role: "agent", Page: lazy(() => import("~/pages/agent")) },
  { path: "/calls", key: "calls", icon: Phone, role: "agent", Page: lazy(() => import("~/pages/calls")) },
  {
    path: "/supervisor",
    key: "supervisor",
    icon: Users,
    role: "supervisor",
    Page: lazy(() => import("~/pages/supervisor")),
  },
  {
    path: "/dashboard",
    key: "dashboard",
    icon: ChartNoAxesCombined,
    role: "supervisor",
    Page: lazy(() => import("~/pages/dashboard")),
  },
  { path: "/admin", key: "admin", icon: Settings, role: "administrator", Page: lazy(() => import("~/pages/admin")) },
  { path: "/me", key: "me", icon: Activity, role: "agent", Page: lazy(() => import("~/pages/me")) },
];
