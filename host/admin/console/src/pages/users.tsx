// Users and tokens: who may use the host. Two parts, each with an address: people and API tokens.
import { Note } from "../components/basics";
import { PageHead, Tabs } from "../components/layout";
import { can } from "../role";
import { href, type Route } from "../router";
import { People } from "../access/people";
import { Tokens } from "../access/tokens";

export function UsersPage({ route }: { route: Route }) {
  const tokens = route.path[1] === "tokens";
  if (!can("administrator"))
    return (
      <div class="page">
        <PageHead title="Users and tokens" name="Users and tokens" />
        <Note title="Only administrators see who may use Mooring."><p><a href={href(["account"])}>Your own account</a> is yours to change.</p></Note>
      </div>
    );
  return (
    <div class="page">
      <PageHead title="Users and tokens" name={tokens ? "API tokens" : "Users"}
        lead="Viewers read. Operators also connect, sync and change. Administrators also decide who may do what." />
      <Tabs label="Users and tokens" items={[
        { to: href(["users"]), title: "People", current: !tokens },
        { to: href(["users", "tokens"]), title: "API tokens", current: tokens },
      ]} />
      {tokens ? <Tokens /> : <People />}
    </div>
  );
}
