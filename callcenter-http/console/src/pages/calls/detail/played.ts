import { create } from "zustand";

/** The moment of the call that is heard now; absent: nothing is played. */
export const usePlayed = create<{ at: number | null }>(() => ({ at: null }));
