import clsx from "clsx";
import { Headset } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { places } from "../places";
import { isAtLeast, useMe } from "../session";
import { LinkBanner } from "./LinkBanner";
import { PersonMenu } from "./PersonMenu";

const AgentBar = lazy(() => import("~/pages/agent/AgentBar"));

/** What stands around every page: the way to the others, how fresh the data is, and who one is. */
export function Shell() {
  const { t } = useTranslation();
  const { user } = useMe();
  const mine = places.filter((place) => place.key !== "me" && isAtLeast(user.role, place.role));
  return (
    <div className="flex h-full flex-col sm:flex-row">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        {t("shell.skip")}
      </a>
      <nav
        aria-label={t("shell.pages")}
        className="order-last flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:order-first sm:w-20 sm:flex-col sm:border-t-0 sm:border-r lg:w-52"
      >
        <div className="hidden items-center gap-2 px-4 py-4 text-lg font-semibold sm:flex">
          <span className="grid size-9 shrink-0 place-content-center rounded-lg bg-accent text-accent-ink">
            <Headset size={20} aria-hidden />
          </span>
          <span className="hidden lg:inline">callcenter</span>
        </div>
        {mine.map(({ path, key, icon: Icon }) => (
          <NavLink
            key={key}
            to={path}
            className={({ isActive }) =>
              clsx(
                "flex min-h-14 flex-1 flex-col items-center justify-center gap-1 px-1 text-xs sm:flex-none lg:mx-2 lg:min-h-11 lg:flex-row lg:justify-start lg:gap-3 lg:rounded-lg lg:px-3 lg:text-base",
                isActive ? "bg-accent-soft font-medium text-ink" : "text-muted hover:bg-raised hover:text-ink",
              )
            }
          >
            <Icon size={20} aria-hidden />
            <span className="max-w-full truncate">{t(`places.${key}`)}</span>
          </NavLink>
        ))}
      </nav>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <header className="flex min-h-14 items-center gap-3 border-b border-line bg-surface px-3 sm:px-5">
          {!user.agent && <span className="font-semibold sm:hidden">callcenter</span>}
          <div id="topbar" className="flex min-w-0 flex-1 items-center gap-2">
            {user.agent && (
              <Suspense>
                <AgentBar />
              </Suspense>
            )}
          </div>
          <PersonMenu />
        </header>
        <LinkBanner />
        <main id="page" tabIndex={-1} className="min-h-0 flex-1 overflow-auto outline-none">
          <Outlet />
        </main>
      </div>
    </div>
  );
}
