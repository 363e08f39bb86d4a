// What the keyboard does on the page that is open.
import { known_shortcuts } from "../shortcuts";
import { Dialog } from "./dialog";

export function ShortcutHelp({ on_close }: { on_close: () => void }) {
  const all = known_shortcuts();
  const parts = [
    { title: "On this page", items: all.filter((one) => !one.keys.startsWith("g ")) },
    { title: "Go to", items: all.filter((one) => one.keys.startsWith("g ")) },
  ];
  return (
    <Dialog title="Keyboard" on_close={on_close}>
      <div class="keys-help">
        {parts.map((part) => (
          <section key={part.title} aria-label={part.title}>
            <h3>{part.title}</h3>
            <dl>
              {part.items.map((one) => (
                <div key={one.keys}><dt>{one.keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{one.help}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="muted">Keys do nothing while you type in a field. <kbd>Esc</kbd> closes what is open.</p>
    </Dialog>
  );
}
