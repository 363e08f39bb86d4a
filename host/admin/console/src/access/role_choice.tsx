// One of the three roles, with what it means.
import type { Role } from "../access_types";

export const role_names: Record<Role, string> = { viewer: "Viewer", operator: "Operator", administrator: "Administrator" };

const meanings: Record<Role, string> = {
  viewer: "Reads everything but secrets, and keeps views of their own.",
  operator: "Also connects, syncs, selects, tags and sets alerts.",
  administrator: "Also decides about people and tokens, and does what cannot be undone.",
};

// bare: the heading above says it already.
export function RoleChoice({ value, on_change, bare }: { value: Role; on_change: (role: Role) => void; bare?: boolean }) {
  return (
    <fieldset class="choice-list">
      <legend class={bare ? "sr-only" : undefined}>Role</legend>
      {(Object.keys(role_names) as Role[]).map((role) => (
        <label key={role}>
          <input type="radio" name="role" checked={role === value} onChange={() => on_change(role)} />
          <span><b>{role_names[role]}</b><small>{meanings[role]}</small></span>
        </label>
      ))}
    </fieldset>
  );
}
