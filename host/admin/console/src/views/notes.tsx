// Notes of one record, oldest first: who wrote them and when, add, edit, delete.
import { useId, useState } from "preact/hooks";
import { api } from "../api";
import { Button, Loading } from "../components/basics";
import { Time } from "../components/time";
import { note_length } from "../tags";
import type { ObjectNote } from "../view_types";
import { can } from "../role";

type Change = (work: (id: string) => Promise<unknown>) => Promise<boolean>;

export function Notes({ notes, change }: { notes: ObjectNote[] | undefined; change: Change }) {
  return (
    <section aria-label="Notes">
      <h3 class="panel-title">Notes</h3>
      {!notes && <Loading lines={1} />}
      {notes && notes.length > 0 && <ol class="notes">{notes.map((note) => <Item key={note.id} note={note} change={change} />)}</ol>}
      <NoteForm text="" label="New note" action="Add note" on_save={(text) => change((id) => api.add_note(id, text))} />
    </section>
  );
}

function Item({ note, change }: { note: ObjectNote; change: Change }) {
  const [mode, set_mode] = useState<"" | "edit" | "delete">("");
  const save = async (text: string) => {
    const done = await change((id) => api.change_note(id, note.id, text));
    if (done) set_mode("");
    return done;
  };
  return (
    <li class="note-item">
      <p class="note-by"><b>{note.author}</b> <Time at={note.created_at} />{note.edited_at && <> · edited <Time at={note.edited_at} /></>}</p>
      {mode === "edit"
        ? <NoteForm text={note.text} label="Note" action="Save note" on_save={save} on_cancel={() => set_mode("")} />
        : <p class="note-text">{note.text}</p>}
      {mode === "" && can("operator") && <p class="note-tools"><button type="button" class="link-button" onClick={() => set_mode("edit")}>Edit</button><button type="button" class="link-button" onClick={() => set_mode("delete")}>Delete</button></p>}
      {mode === "delete" && (
        <p class="note-tools"><span>Delete this note for ever?</span>
          <Button needs="operator" small kind="danger" onClick={() => void change((id) => api.delete_note(id, note.id))}>Delete note</Button><Button small kind="quiet" onClick={() => set_mode("")}>Keep</Button></p>
      )}
    </li>
  );
}

interface FormProps {
  text: string;
  label: string;
  action: string;
  on_save: (text: string) => Promise<boolean>;
  on_cancel?: () => void;
}

function NoteForm({ text, label, action, on_save, on_cancel }: FormProps) {
  const [value, set_value] = useState(text);
  const [busy, set_busy] = useState(false);
  const id = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    if (await on_save(value.trim()) && !on_cancel) set_value("");
    set_busy(false);
  };
  return (
    <form class="note-form" onSubmit={(event) => void submit(event)}>
      <label class="sr-only" for={id}>{label}</label>
      <textarea id={id} rows={value.length > 120 ? 5 : 2} maxLength={note_length} placeholder={label} value={value} onInput={(event) => set_value(event.currentTarget.value)} />
      {(value.trim() || on_cancel) && (
        <p class="note-tools"><Button needs="operator" small type="submit" busy={busy} disabled={!value.trim() || value.trim() === text}>{action}</Button>
          {on_cancel && <Button small kind="quiet" onClick={on_cancel}>Cancel</Button>}</p>
      )}
    </form>
  );
}
