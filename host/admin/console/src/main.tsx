import { render } from "preact";
import { App } from "./app";
import { start_session } from "./session";
import { apply_zone } from "./time_zone";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/components.css";
import "./styles/tables.css";
import "./styles/pages.css";
import "./styles/views.css";
import "./styles/activity.css";
import "./styles/status.css";
import "./styles/access.css";
import "uplot/dist/uPlot.min.css";
import "./styles/board.css";
import "./styles/host.css";
import "./styles/life.css";
import "./styles/alerts.css";
import "./styles/backfills.css";
import "./styles/checklist.css";
import "./styles/contrast.css";

apply_zone();
const root = document.getElementById("app");
void start_session(); // before the first drawing: who is known to be signed out sees the sign-in page at once
if (root) render(<App />, root);
