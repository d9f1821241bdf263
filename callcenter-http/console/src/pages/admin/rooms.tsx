// The rooms of the administration, as the list at the side shows them.
import {
  AudioLines,
  BookUser,
  Coffee,
  FileCode,
  HeartPulse,
  KeyRound,
  ListTree,
  type LucideIcon,
  PhoneCall,
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
    ],
  },
  {
    key: "work",
    rooms: [
      { key: "pause-codes", icon: Coffee, Page: definitions(async () => (await import("./floor/codes")).pauseCodes) },
      { key: "dispositions", icon: Tags, Page: definitions(async () => (await import("./floor/codes")).dispositions) },
    ],
  },
];

export const laterIcons = {
  AudioLines,
  BookUser,
  FileCode,
  HeartPulse,
  KeyRound,
  ListTree,
  ScrollText,
  Settings2,
  UserCog,
};
