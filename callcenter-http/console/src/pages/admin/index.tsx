import clsx from "clsx";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Route, Routes, useLocation } from "react-router";
import { Failed } from "~/app/Failed";
import { Loading } from "~/ui/told";
import { rooms } from "./rooms";

/** What is set up: people, phones, menus, and how the house is run. */
export default function Admin() {
  const { t } = useTranslation();
  const isStart = /^\/admin\/?$/.test(useLocation().pathname);
  return (
    <div className="mx-auto grid w-full max-w-[1600px] items-start gap-5 p-3 sm:p-5 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <nav
        aria-label={t("places.admin")}
        className={clsx(
          "gap-4 lg:sticky lg:top-5 lg:grid lg:max-h-[calc(100dvh-6.5rem)] lg:overflow-y-auto lg:p-0.5",
          isStart ? "grid" : "hidden",
        )}
      >
        {rooms.map((group) => (
          <section key={group.key} aria-labelledby={`rooms-${group.key}`}>
            <h2 id={`rooms-${group.key}`} className="px-3 pb-1 text-sm font-medium text-muted">
              {t(`admin.rooms.${group.key}`)}
            </h2>
            <ul className="max-lg:grid max-lg:gap-2 max-lg:sm:grid-cols-2">
              {group.rooms.map(({ key, icon: Icon }) => (
                <li key={key}>
                  <NavLink
                    to={`/admin/${key}`}
                    className={({ isActive }) =>
                      clsx(
                        "flex min-h-11 items-center gap-3 rounded-lg px-3 max-lg:border max-lg:border-line max-lg:bg-surface lg:min-h-10",
                        isActive ? "bg-accent-soft font-medium" : "text-ink hover:bg-raised",
                      )
                    }
                  >
                    <Icon size={18} aria-hidden className="shrink-0" />
                    <span className="min-w-0 truncate">{t(`admin.${key}.title`)}</span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className={clsx("grid min-w-0 gap-4", isStart && "max-lg:order-first")}>
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route index element={<Start />} />
            {rooms.flatMap((group) =>
              group.rooms.map(({ key, Page }) => <Route key={key} path={`${key}/*`} element={<Page />} />),
            )}
            <Route path="*" element={<Failed missing />} />
          </Routes>
        </Suspense>
      </div>
    </div>
  );
}

/** Beside the list, where there is room for it: what is where. */
function Start() {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4">
      <h1 className="text-xl font-semibold sm:text-2xl">{t("places.admin")}</h1>
      <dl className="hidden gap-4 lg:grid xl:grid-cols-2">
        {rooms
          .flatMap((group) => group.rooms)
          .map(({ key }) => (
            <div key={key} className="rounded-xl border border-line bg-surface p-4">
              <dt className="font-semibold">
                <NavLink to={`/admin/${key}`} className="underline-offset-2 hover:underline">
                  {t(`admin.${key}.title`)}
                </NavLink>
              </dt>
              <dd className="text-muted">{t(`admin.${key}.about`)}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
