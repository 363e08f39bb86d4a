// The console's own small icon set: 20 x 20, drawn with one stroke. Decoration only; words stand beside every icon.
import type { JSX } from "preact";

const shapes = {
  check: <path d="M4.500 10.500l3.500 3.500 7.500-8" />,
  clock: <><circle cx="10" cy="10" r="7" /><path d="M10 6v4.200l2.800 1.800" /></>,
  warning: <><path d="M10 3.200l7.300 13H2.700z" /><path d="M10 8.200v3.600M10 14v.01" /></>,
  expired: <><path d="M5.500 3h9M5.500 17h9M6.500 3c0 4 2.200 5 3.500 7-1.300 2-3.500 3-3.500 7M13.500 3c0 4-2.200 5-3.500 7 1.300 2 3.500 3 3.500 7" /></>,
  revoked: <><circle cx="10" cy="10" r="7" /><path d="M5.200 5.200l9.600 9.600" /></>,
  unplugged: <><circle cx="10" cy="10" r="7" stroke-dasharray="3 2.500" /></>,
  overview: <><path d="M3.500 12a6.500 6.500 0 0113 0M10 12l3-3.500" /><path d="M3.500 15.500h13" /></>,
  backfills: <><path d="M4 10a6 6 0 111.800 4.300" /><path d="M3.500 17v-3.500H7M10 7v3.300l2.300 1.500" /></>,
  alerts: <><path d="M5.500 13.500V9a4.500 4.500 0 019 0v4.500l1.500 1.500H4zM8.500 17.200h3" /></>,
  configuration: <><path d="M3.500 6h7M14.500 6h2M3.500 14h2M9.500 14h7" /><circle cx="12.500" cy="6" r="2" /><circle cx="7.500" cy="14" r="2" /></>,
  users: <><circle cx="7.500" cy="7.500" r="2.700" /><path d="M2.500 16c.5-2.700 2.500-4 5-4s4.500 1.300 5 4M12.500 5a2.700 2.700 0 010 5M14.500 12.300c1.700.5 2.700 1.800 3 3.700" /></>,
  keyboard: <><rect x="2.500" y="5" width="15" height="10" rx="1.500" /><path d="M5.500 8v.01M8.500 8v.01M11.500 8v.01M14.500 8v.01M6.500 12h7" /></>,
  menu: <path d="M3.500 5.500h13M3.500 10h13M3.500 14.500h13" />,
  play: <path d="M6.500 4.500l9 5.500-9 5.500z" />,
  pause: <path d="M7 4.500v11M13 4.500v11" />,
  connections: <><circle cx="10" cy="4.500" r="1.800" /><path d="M10 6.300V17M6.800 9.300h6.400M4 11.800c.4 3 2.700 5.200 6 5.200s5.600-2.200 6-5.200" /></>,
  records: <><rect x="3" y="4" width="14" height="12" rx="1.500" /><path d="M3 8h14M8 8v8" /></>,
  activity: <path d="M2.500 10.500h3.300l2.300-6 3.600 11 2.400-7 1 2h2.400" />,
  plugins: <><path d="M7.500 3v3.500M12.500 3v3.500M5.500 6.500h9v3a4.500 4.500 0 01-9 0zM10 14v3.500" /></>,
  refresh: <><path d="M16 10a6 6 0 11-1.800-4.300" /><path d="M16.500 3v3.500H13" /></>,
  external: <><path d="M11.500 4H16v4.500M16 4l-7 7M13.500 11.500V15a1 1 0 01-1 1H5a1 1 0 01-1-1V7.500a1 1 0 011-1h3.500" /></>,
  key: <><circle cx="7" cy="13" r="3.300" /><path d="M9.400 10.600L16.500 3.500M13.500 6.500l2 2" /></>,
  close: <path d="M5 5l10 10M15 5L5 15" />,
  search: <><circle cx="9" cy="9" r="5.300" /><path d="M13 13l4 4" /></>,
  columns: <><rect x="3" y="4" width="14" height="12" rx="1.500" /><path d="M7.700 4v12M12.300 4v12" /></>,
  download: <path d="M10 3.500v9M6.500 9.500L10 13l3.500-3.500M4 16.500h12" />,
  copy: <><rect x="7" y="7" width="9.500" height="9.500" rx="1.500" /><path d="M4.500 13H4a1 1 0 01-1-1V4.500a1 1 0 011-1h7.500a1 1 0 011 1V5" /></>,
  chevron: <path d="M7.500 4.500L13 10l-5.500 5.500" />,
  down: <path d="M4.500 7.500L10 13l5.500-5.500" />,
  up: <path d="M4.500 12.500L10 7l5.500 5.500" />,
  sort: <path d="M6.500 8L10 4.500 13.500 8M6.500 12l3.500 3.500 3.500-3.500" />,
  note: <><path d="M4 4h12v8.500L12.500 16H4z" /><path d="M16 12.500h-3.500V16M7 8h6M7 11h3" /></>,
  tag: <><path d="M3.500 3.500h6l7 7-6 6-7-7z" /><path d="M6.800 6.800v.01" /></>,
  views: <><path d="M3.500 16.500v-6M8 16.500v-10M12.500 16.500v-7.500M17 16.500V3.500" /></>,
  bookmark: <path d="M5.500 3.500h9v13L10 13l-4.500 3.500z" />,
  calendar: <><rect x="3" y="4.500" width="14" height="12" rx="1.500" /><path d="M3 8.500h14M7 2.800v3M13 2.800v3" /></>,
  edit: <path d="M4 16l.8-3.500L13.500 3.800l2.700 2.700-8.700 8.700z" />,
  trash: <path d="M4 6h12M8 6V4h4v2M5.500 6l.8 10.500h7.400L14.500 6M8.500 9v4.500M11.500 9v4.500" />,
  plus: <path d="M10 4v12M4 10h12" />,
  back: <path d="M12.500 4.500L7 10l5.500 5.500" />,
  sun: <><circle cx="10" cy="10" r="3.300" /><path d="M10 2.500v2M10 15.500v2M2.500 10h2M15.500 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M4.700 15.300l1.400-1.400M13.900 6.100l1.400-1.400" /></>,
  moon: <path d="M16 11.800A6.500 6.500 0 018.200 4a6.500 6.500 0 107.800 7.800z" />,
  screen: <><rect x="3" y="4" width="14" height="9.500" rx="1.500" /><path d="M7.500 16.500h5M10 13.500v3" /></>,
  sign_out: <path d="M8 4H5a1 1 0 00-1 1v10a1 1 0 001 1h3M12.500 6.500L16 10l-3.500 3.500M16 10H8" />,
  info: <><circle cx="10" cy="10" r="7" /><path d="M10 9.300v4.200M10 6.500v.01" /></>,
  error: <><circle cx="10" cy="10" r="7" /><path d="M7.500 7.500l5 5M12.500 7.500l-5 5" /></>,
  queue: <path d="M4 5.500h12M4 10h12M4 14.500h7" />,
  stop: <rect x="5.500" y="5.500" width="9" height="9" rx="1.500" />,
  user: <><circle cx="10" cy="7" r="3.200" /><path d="M3.800 16.500c.8-3 3.200-4.500 6.200-4.500s5.400 1.500 6.200 4.500" /></>,
  cards: <><rect x="3" y="3.500" width="6" height="5.500" rx="1" /><rect x="11" y="3.500" width="6" height="5.500" rx="1" /><rect x="3" y="11" width="6" height="5.500" rx="1" /><rect x="11" y="11" width="6" height="5.500" rx="1" /></>,
} satisfies Record<string, JSX.Element>;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <circle cx="16" cy="9" r="3" />
      <path d="M16 12v13M11.500 15.500h9M7 18.500c.6 4.200 4.200 6.500 9 6.500s8.400-2.300 9-6.500" />
    </svg>
  );
}
