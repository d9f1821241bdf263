// Runs before anything is shown: the theme that the person chose, or the system's.
import { applyTheme, chosenTheme } from "./theme";

applyTheme(chosenTheme());
