import { render } from "preact";
import { App } from "./app";
import { keep_scroll_places } from "./scroll_places";
import { start_session, watch_session } from "./session";
import { watch_table_edges } from "./table_edges";
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

// The bar of the frame stands in index.html: the first paint waits for no script. It stays until it is known who is there.
function draw_when_known(root: HTMLElement): void {
  let drawn = false;
  watch_session((state) => {
    if (drawn || state.kind === "starting") return;
    drawn = true;
    root.replaceChildren();
    render(<App />, root);
  });
}

apply_zone();
keep_scroll_places();
void start_session();
const root = document.getElementById("app");
if (root) {
  draw_when_known(root);
  watch_table_edges(root);
}
