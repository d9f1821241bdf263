// The rooms of the administration, as the list at the side shows them.
import {
  AudioLines,
  BookUser,
  Coffee,
  FileCode,
  HeartPulse,
  House,
  KeyRound,
  ListTree,
  type LucideIcon,
  PhoneCall,
  Radar,
  ScrollText,
  Settings2,
  Tags,
  UserCog,
  Users,
  UsersRound,
  Waypoints,
} from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Resource } from "./crud/resource";

type Room = { key: string; icon: LucideIcon; Page: LazyExoticComponent<ComponentType> };

/** A room that is a list of definitions. */
const definitions = (load: () => Promise<Resource>) =>
  lazy(async () => {
    const [{ Crud }, resource] = await Promise.all([import("./crud/Crud"), load()]);
    return { default: () => <Crud resource={resource} /> };
  });

export const rooms: { key: string; rooms: Room[] }[] = [
  {
    key: "people",
    rooms: [
      { key: "users", icon: UserCog, Page: definitions(async () => (await import("./users/users")).users) },
      { key: "tokens", icon: KeyRound, Page: lazy(() => import("./users/Tokens")) },
      { key: "agents", icon: UsersRound, Page: definitions(async () => (await import("./floor/agents")).agents) },
      { key: "teams", icon: Users, Page: definitions(async () => (await import("./floor/teams")).teams) },
    ],
  },
  {
    key: "phones",
    rooms: [
      {
        key: "extensions",
        icon: PhoneCall,
        Page: definitions(async () => (await import("./floor/extensions")).extensions),
      },
      { key: "queues", icon: Waypoints, Page: definitions(async () => (await import("./floor/queues")).queues) },
      { key: "ivrs", icon: ListTree, Page: definitions(async () => (await import("./ivr/ivrs")).ivrs) },
    ],
  },
  {
    key: "work",
    rooms: [
      { key: "pause-codes", icon: Coffee, Page: definitions(async () => (await import("./floor/codes")).pauseCodes) },
      { key: "dispositions", icon: Tags, Page: definitions(async () => (await import("./floor/codes")).dispositions) },
    ],
  },
  {
    key: "customers",
    rooms: [
      {
        key: "customers",
        icon: BookUser,
        Page: definitions(async () => (await import("./customers/customers")).customers),
      },
      { key: "recordings", icon: AudioLines, Page: lazy(() => import("./recordings/Recordings")) },
    ],
  },
  {
    key: "system",
    rooms: [
      { key: "settings", icon: Settings2, Page: lazy(() => import("./settings/Settings")) },
      { key: "endpoints", icon: Radar, Page: lazy(() => import("./settings/Endpoints")) },
      { key: "house", icon: House, Page: lazy(() => import("./settings/House")) },
      { key: "configuration", icon: FileCode, Page: lazy(() => import("./configuration/Configuration")) },
      { key: "health", icon: HeartPulse, Page: lazy(() => import("./health/Health")) },
      { key: "audit", icon: ScrollText, Page: lazy(() => import("./audit/Audit")) },
    ],
  },
];
