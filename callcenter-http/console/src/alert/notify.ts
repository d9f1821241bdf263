// The browser's own notifications: asked for, shown while nobody looks at the page, taken away again.

export type Permission = "granted" | "denied" | "default" | "insecure" | "missing";

/** Whether notifications can be shown, and if not, why. */
export function permission(): Permission {
  if (!window.isSecureContext) return "insecure";
  if (!("Notification" in window)) return "missing";
  return Notification.permission;
}

export async function askPermission(): Promise<Permission> {
  const now = permission();
  return now === "default" ? await Notification.requestPermission() : now;
}

/** Tells that somebody calls, if nobody looks; what it gives takes the notification away. */
export function notify(tag: string, title: string, body: string, onOpen: () => void): () => void {
  if (permission() !== "granted" || (document.visibilityState === "visible" && document.hasFocus())) return () => {};
  let shown: Notification;
  try {
    shown = new Notification(title, { body, tag, requireInteraction: true, icon: "/icon.svg" });
  } catch {
    // Some phones' browsers know the constructor and refuse it.
    return () => {};
  }
  shown.onclick = () => {
    window.focus();
    onOpen();
    shown.close();
  };
  return () => shown.close();
}
