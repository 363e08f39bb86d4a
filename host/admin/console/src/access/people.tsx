// The people who may sign in, and what an administrator does with them.
import { useState } from "preact/hooks";
import { access_api } from "../access_api";
import type { OneTimeLink, Role, User } from "../access_types";
import { as_api_error, type ApiError } from "../api_client";
import { Tag } from "../components/badge";
import { Button, Empty, Facts, Loading, Note, Problem, Section } from "../components/basics";
import { DataTable, type TableColumn } from "../components/data_table";
import { Dialog } from "../components/dialog";
import { TextField } from "../components/fields";
import { Time } from "../components/time";
import { say } from "../components/toast";
import { current_session } from "../session";
import { invalidate_now, useResource } from "../store";
import { LinkBox } from "./link_box";
import { RoleChoice, role_names } from "./role_choice";

export function People() {
  const list = useResource("users", ["users", "activity"], access_api.users);
  const [open, set_open] = useState("");
  const [adding, set_adding] = useState(false);
  const users = list.data?.items ?? [];
  const chosen = users.find((user) => user.id === open);
  return (
    <Section title="People" aside={<Button icon="plus" kind="primary" onClick={() => set_adding(true)}>Add a person</Button>}>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading lines={4} />}
      {list.data && users.length === 0 && (
        <Empty icon="users" title="There are no users yet">
          <p>You came with a link of the host itself. Add yourself as administrator, then everybody else.</p>
        </Empty>
      )}
      {users.length > 0 && (
        <DataTable label="People" look="table-stack" columns={columns} rows={users} row_key={(user) => user.id}
          action={(user) => <Button small onClick={() => set_open(user.id)} label={`Change ${user.name}`}>Change</Button>} />
      )}
      {adding && <AddDialog first={users.length === 0} on_close={() => set_adding(false)} />}
      {chosen && <UserDialog user={chosen} on_close={() => set_open("")} />}
    </Section>
  );
}

const columns: TableColumn<User>[] = [
  { id: "name", heading: "Name", cell: (user) => <>{user.name}{user.id === current_session()?.user?.id && <span class="muted"> (you)</span>}</> },
  { id: "role", heading: "Role", cell: (user) => role_names[user.role] },
  { id: "state", heading: "State", cell: (user) => <State user={user} /> },
  { id: "seen", heading: "Last sign-in", cell: (user) => <Time at={user.signed_in_at} /> },
  { id: "sessions", heading: "Sessions", numeric: true, cell: (user) => user.sessions },
];

function State({ user }: { user: User }) {
  if (user.disabled) return <Tag tone="neutral" icon="stop">Disabled</Tag>;
  if (!user.has_password) return <Tag tone="amber" icon="clock">Invited</Tag>;
  return <Tag tone="green" icon="check">Active</Tag>;
}

function AddDialog({ first, on_close }: { first: boolean; on_close: () => void }) {
  const [name, set_name] = useState("");
  const [role, set_role] = useState<Role>(first ? "administrator" : "viewer");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const [made, set_made] = useState<{ user: User; link: OneTimeLink } | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      const user = await access_api.add_user(name.trim(), role);
      invalidate_now(["users"]);
      set_made({ user, link: await access_api.user_link(user.id) });
    } catch (failure) {
      set_error(as_api_error(failure));
    }
    set_busy(false);
  };
  if (made)
    return (
      <Dialog title={`${made.user.name} is invited`} on_close={on_close}>
        <LinkBox name={made.user.name} link={made.link} />
        <div class="form-actions"><Button kind="primary" onClick={on_close} first>Done</Button></div>
      </Dialog>
    );
  return (
    <Dialog title="Add a person" on_close={on_close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {error && <Problem error={error} />}
        <TextField label="Name" value={name} on_change={set_name} required autofocus
          help="What they sign in with. A mail address is a good name. It cannot be changed later." />
        <RoleChoice value={role} on_change={set_role} />
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={busy} disabled={!name.trim()}>Add and make a link</Button>
          <Button onClick={on_close}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}

function UserDialog({ user, on_close }: { user: User; on_close: () => void }) {
  const [role, set_role] = useState(user.role);
  const [busy, set_busy] = useState("");
  const [error, set_error] = useState<ApiError | null>(null);
  const [link, set_link] = useState<OneTimeLink | null>(null);
  const [removing, set_removing] = useState(false);
  const run = async (what: string, work: () => Promise<string>) => {
    set_busy(what);
    set_error(null);
    try {
      const said = await work();
      if (said) say(said);
      invalidate_now(["users"]);
    } catch (failure) {
      set_error(as_api_error(failure));
    }
    set_busy("");
  };
  const save = () => run("role", async () => {
    await access_api.change_user(user, { role });
    return `${user.name} is ${role_names[role].toLowerCase()} now.`;
  });
  const toggle = () => run("disable", async () => {
    await access_api.change_user(user, { disabled: !user.disabled });
    return user.disabled ? `${user.name} may sign in again.` : `${user.name} is signed out and cannot sign in any more.`;
  });
  const make_link = () => run("link", async () => {
    set_link(await access_api.user_link(user.id));
    return "";
  });
  const sign_out = () => run("sessions", async () => {
    const { ended } = await access_api.end_sessions(user.id);
    return ended === 1 ? "One session was ended." : `${ended} sessions were ended.`;
  });
  const remove = () => run("remove", async () => {
    await access_api.remove_user(user.id);
    on_close();
    return `${user.name} is removed.`;
  });
  return (
    <Dialog title={user.name} on_close={on_close} panel>
      {error && <Problem error={error} />}
      <Facts rows={[["State", <State user={user} />], ["Last sign-in", <Time at={user.signed_in_at} />],
        ["Sessions", user.sessions], ["Added", <><Time at={user.created_at} /> by {user.created_by}</>]]} />
      <Section title="Role">
        <RoleChoice value={role} on_change={set_role} bare />
        <div class="form-actions">
          <Button kind="primary" disabled={role === user.role} busy={busy === "role"} onClick={() => void save()}>Change the role</Button>
          {role !== user.role && user.sessions > 0 && <span class="muted">Signs {user.name} out.</span>}
        </div>
      </Section>
      <Section title="Sign-in">
        {link ? <LinkBox name={user.name} link={link} /> : <p class="section-lead">A sign-in link lets {user.name} in once, also when the password is forgotten.</p>}
        <div class="form-actions">
          {!link && !user.disabled && <Button icon="key" busy={busy === "link"} onClick={() => void make_link()}>Make a sign-in link</Button>}
          <Button icon="sign_out" busy={busy === "sessions"} disabled={user.sessions === 0} onClick={() => void sign_out()}>Sign out everywhere</Button>
          <Button icon={user.disabled ? "check" : "stop"} busy={busy === "disable"} onClick={() => void toggle()}>{user.disabled ? "Enable" : "Disable"}</Button>
        </div>
      </Section>
      <Section title="Remove">
        {removing && <Note tone="amber" title={`Remove ${user.name} for good?`}><p>Sessions, saved views and API tokens of this person end. What the activity log says of them stays.</p></Note>}
        <div class="form-actions">
          {removing
            ? <><Button kind="danger" busy={busy === "remove"} onClick={() => void remove()}>Remove {user.name}</Button><Button onClick={() => set_removing(false)}>Keep</Button></>
            : <Button icon="trash" onClick={() => set_removing(true)}>Remove this person</Button>}
        </div>
      </Section>
    </Dialog>
  );
}
