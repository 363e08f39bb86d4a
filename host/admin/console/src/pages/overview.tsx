// The start page: how everything is, what needs somebody, what ends soon, what ran.
import { api } from "../api";
import { board_api } from "../board_api";
import { PluginNotes, Welcome } from "../board/welcome";
import { Loading, Problem } from "../components/basics";
import { OpenIncidents } from "../components/incident_banner";
import { PageHead } from "../components/layout";
import { plural } from "../format";
import { BadgeSummary, DataVolume, Groups, NeedsSomebody, NextExpiries, useRunSummary, WhatRan, Workspaces } from "../overview/parts";
import { useResource } from "../store";
import { quiet_ms } from "../use_board";

export function OverviewPage() {
  const facets = useResource("facets:{}", ["connections"], () => board_api.facets({}), quiet_ms);
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const summary = useRunSummary();
  const error = facets.error && !facets.data ? facets.error : plugins.error && !plugins.data ? plugins.error : null;
  const connected = facets.data && plugins.data && facets.data.all > 0;
  return (
    <div class="page">
      <PageHead title="Overview" name="Overview" lead={connected ? plural(facets.data!.all, "connection") : undefined} />
      {error && <Problem error={error} retry={() => { facets.reload(); plugins.reload(); }} />}
      {!error && (!facets.data || !plugins.data) && <Loading cards={3} />}
      {facets.data && plugins.data && facets.data.all === 0 && <Welcome plugins={plugins.data.items} />}
      {connected && (
        <>
          <OpenIncidents />
          <PluginNotes plugins={plugins.data!.items} />
          <BadgeSummary facets={facets.data!} />
          <div class="overview">
            <div class="overview-main">
              <NeedsSomebody />
              <WhatRan summary={summary} />
            </div>
            <div class="overview-side">
              <NextExpiries />
              <DataVolume summary={summary} />
              <Workspaces />
              <Groups facets={facets.data!} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}
