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
    const had = await take(steal ? { steal: true } : { ifAvailable: true });
    if (had !== false) return;
    elsewhere();
    await take({ signal: waiting.signal });
  };
  // From whom it was taken waits for it again: the tab that has it now may be closed.
  const again = async (error: unknown): Promise<unknown> => {
    if (waiting.signal.aborted) return;
    if (!(error instanceof DOMException)) throw error;
    lost();
    return take({ signal: waiting.signal }).catch(again);
  };
  void wait().catch(again);
  return () => {
    waiting.abort();
    release();
  };
}
