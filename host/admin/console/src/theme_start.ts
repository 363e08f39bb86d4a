// A script of its own, before the style sheet: the first paint already has the right colors.
import { apply_theme, follow_system } from "./theme";

apply_theme();
follow_system();
