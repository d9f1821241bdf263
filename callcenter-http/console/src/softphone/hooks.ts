// The phone, for what is drawn by React.
import { useStore } from "zustand";
import { type Choices, choices } from "./choices";
import { type PhoneActs, type PhoneState, phone, standing } from "./phone";

/** Something of how the phone stands. */
export function useStanding<T>(select: (state: PhoneState) => T): T {
  return useStore(standing, select);
}

/** The phone and what can be done with it. */
export function usePhone(): PhoneState & PhoneActs {
  return { ...useStore(standing), ...phone };
}

export function useChoices(): Choices;
export function useChoices<T>(select: (state: Choices) => T): T;
export function useChoices<T>(select?: (state: Choices) => T): T | Choices {
  return useStore(choices, select ?? ((state) => state as T | Choices));
}
