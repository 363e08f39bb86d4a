// Pages of a long list: the place stands in the address, so the back button and a reload keep it, and the page stays light.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../components/basics";
import { number } from "../format";
import { push_query } from "../router";
import { saved_query_of } from "../view_query";

type RouteQuery = Record<string, string>;

// The cursors by which the pages of the list with these filters begin. A reload of a later page does not know those before it.
let trail: { of: string; cursors: Map<number, string> } = { of: "", cursors: new Map() };

export function page_number(query: RouteQuery): number {
  const page = Number(query["page"]);
  return query["after"] && Number.isInteger(page) && page > 1 ? page : 1;
}

export function remember_page(query: RouteQuery, next: string | null): void {
  const of = saved_query_of(query);
  if (trail.of !== of) trail = { of, cursors: new Map() };
  const page = page_number(query);
  if (query["after"]) trail.cursors.set(page, query["after"]);
  if (next) trail.cursors.set(page + 1, next);
}

function go(page: number, cursor: string | undefined): void {
  push_query({ after: page > 1 ? cursor : undefined, page: page > 1 ? String(page) : undefined, row: undefined });
}

interface Props {
  query: RouteQuery;
  shown: number;
  total: number;
  next: string | null;
  size: number;
}

export function PageSteps({ query, shown, total, next, size }: Props) {
  const page = page_number(query);
  const first = (page - 1) * size + 1;
  const ref = useRef<HTMLElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    const table = ref.current?.parentElement?.querySelector(".table-box-tall");
    table?.scrollTo({ top: 0 });
    if (table && table.getBoundingClientRect().top < 0) table.scrollIntoView({ block: "start" });
  }, [page]);
  const back = page === 2 ? "first" : trail.cursors.get(page - 1);
  return (
    <nav class="page-steps" aria-label="Pages" ref={ref}>
      <span role="status">{number(first)}–{number(first + shown - 1)} of {number(total)}</span>
      {(page > 1 || next) && (
        <span class="page-steps-buttons">
          {page > 2 && <Button small onClick={() => go(1, undefined)}>First</Button>}
          <Button small icon="back" disabled={!back} onClick={() => go(page - 1, back)}>Previous</Button>
          <Button small disabled={!next} onClick={() => next && go(page + 1, next)}>Next</Button>
        </span>
      )}
    </nav>
  );
}
