// Only one tab of a browser is the phone: of two the switch would ring only the one that came last.

const LOCK = "callcenter.phone";

/**
 * Waits for its turn to be the phone. `have` is called when it is this tab's turn, `lost` when another tab took it.
 * `elsewhere` is called when it is another tab's turn now.
 */
export function beThePhone({
  have,
  lost,
  elsewhere,
  steal,
}: {
  have: () => void;
  lost: () => void;
  elsewhere: () => void;
  steal: boolean;
}): () => void {
  // Without locks (a page that is not secure) a phone could not speak anyway.
  if (!navigator.locks) {
    have();
    return () => {};
  }
  let release = () => {};
  const held = new Promise<void>((then) => {
    release = then;
  });
  const waiting = new AbortController();
  const take = (options: LockOptions) =>
    navigator.locks.request(LOCK, options, (lock) => {
      if (!lock) return false;
      have();
      return held.then(() => true);
    });
  const wait = async () => {
    try {
      if (steal) {
        await take({ steal: true });
        return;
      }
      const had = await take({ ifAvailable: true });
      if (had !== false) return;
      elsewhere();
      await take({ signal: waiting.signal });
    } catch (error) {
      if (!waiting.signal.aborted) lost();
      else if (!(error instanceof DOMException)) throw error;
    }
  };
  void wait();
  return () => {
    waiting.abort();
    release();
  };
}
