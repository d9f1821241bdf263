import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Navigate, Outlet, RouterProvider } from "react-router";
import { Login } from "~/pages/login/Login";
import { Button } from "~/ui/button";
import { Toasts } from "~/ui/toast";
import { Loading, Wrong } from "~/ui/told";
import { Failed } from "./Failed";
import { places } from "./places";
import { isAtLeast, type Role, useMe, useSession } from "./session";
import { Shell } from "./shell/Shell";

const Wallboard = lazy(() => import("~/pages/wallboard"));

/** Who is not logged in logs in; the address stays, so that one comes where one wanted to go. */
function Gate() {
  const { standing, ask } = useSession();
  const { t } = useTranslation();
  switch (standing.is) {
    case "asking":
      return <Loading />;
    case "nobody":
      return <Login over={standing.why === "over"} />;
    case "unreachable":
      return (
        <main className="mx-auto grid min-h-full max-w-lg place-content-center gap-4 p-4">
          <Wrong error={new Error(t("common.unreachable"))} />
          <Button look="main" onClick={() => void ask()}>
            {t("common.again")}
          </Button>
        </main>
      );
    case "somebody":
      return <Outlet />;
  }
}

/** The page that one's work begins on. */
function Start() {
  const { user } = useMe();
  return (
    <Navigate
      replace
      to={user.role === "agent" ? "/agent" : user.role === "supervisor" ? "/supervisor" : "/dashboard"}
    />
  );
}

function Allowed({ needs, children }: { needs: Role; children: React.ReactNode }) {
  const { user } = useMe();
  const { t } = useTranslation();
  if (isAtLeast(user.role, needs)) return <Suspense fallback={<Loading />}>{children}</Suspense>;
  return (
    <div className="p-6">
      <Wrong error={new Error(t("common.not_allowed"))} />
    </div>
  );
}

const router = createBrowserRouter([
  {
    element: <Gate />,
    errorElement: <Failed />,
    children: [
      {
        element: <Shell />,
        children: [
          { index: true, element: <Start /> },
          ...places.map(({ path, role, Page }) => ({
            path: `${path}/*`,
            errorElement: <Failed />,
            element: (
              <Allowed needs={role}>
                <Page />
              </Allowed>
            ),
          })),
          { path: "*", element: <Failed missing /> },
        ],
      },
      {
        path: "/wallboard",
        element: (
          <Allowed needs="supervisor">
            <Wallboard />
          </Allowed>
        ),
      },
    ],
  },
]);

export function App() {
  return (
    <>
      <RouterProvider router={router} />
      <Toasts />
    </>
  );
}
