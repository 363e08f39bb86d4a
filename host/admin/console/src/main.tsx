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
import "./styles/contrast.css";

apply_zone();
const root = document.getElementById("app");
if (root) render(<App />, root);
void start_session();
