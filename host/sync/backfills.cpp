#include "sync/backfills.hpp"

#include <algorithm>

#include "base/await.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "sync/backfills_state.hpp"

namespace mooring::host {
namespace {

Error busy() {
  return {"engine_busy", "The sync engine did not answer in time", "Try again in a moment"};
}

}  // namespace

Backfills::Backfills(Dependencies dependencies) : state_(std::make_shared<State>(std::move(dependencies))) {
  state_->d.engine.on_news([weak = std::weak_ptr(state_)](const EngineNews& news) {
    if (auto state = weak.lock()) state->heard(news);
  });
}

Backfills::~Backfills() = default;

Status Backfills::start() {
  auto loaded = std::make_shared<std::vector<std::pair<BackfillRow, std::vector<BackfillPartRow>>>>();
  auto read = state_->d.database.read([&](Session& session) -> Status {
    rows::BackfillFilter open;
    open.only_open = true;
    for (BackfillRow& row : rows::list_backfills(session, open)) {
      auto parts = rows::list_backfill_parts(session, row.id);
      loaded->emplace_back(std::move(row), std::move(parts));
    }
    return {};
  });
  if (!read) return read;
  state_->d.core.post([state = state_, loaded] {
    for (auto& [row, parts] : *loaded)
      state->adopt(std::move(row), std::move(parts));
  });
  return {};
}

void Backfills::stop() {
  await<bool>(
      [this](auto done) {
        state_->d.core.post([state = state_, done] {
          state->stopping = true;
          for (auto& [id, job] : state->jobs)
            for (auto& part : job.parts)
              state->d.core.cancel(part.timer);
          for (auto& [id, refill] : state->refills)
            state->d.core.cancel(refill.timer);
          done(true);
        });
      },
      limits::kEngineCallDeadline);
}

Result<BackfillView> Backfills::dry_run(const std::string& connection_id, const BackfillRequest& request) {
  std::vector<rows::RangeCost> costs;
  auto read = state_->d.database.read([&](Session& session) -> Status {
    if (!rows::find_connection(session, connection_id))
      return fail("connection_unknown", "There is no connection " + clean_line(connection_id, 80),
                  "GET /api/v1/connections lists them");
    costs = rows::cost_of_ranges(session, connection_id);
    return {};
  });
  if (!read) return fail(read.error());
  auto answer = await<Result<BackfillView>>(
      [&](auto done) {
        state_->d.core.post([state = state_, connection_id, request, costs, done] {
          state->d.engine.when_current(connection_id, [state, connection_id, request, costs, done] {
            auto plan = state->plan(connection_id, request);
            if (!plan) return done(fail(plan.error()));
            BackfillRow row;
            row.connection_id = connection_id;
            row.reason = request.reason;
            row.from = plan->from;
            row.to = plan->to;
            row.created_at = state->d.clock.now();
            const auto left = state->estimate(connection_id, plan->parts, costs);
            auto view = state->view(std::move(row), std::move(plan->parts));
            view->left = left;
            view->skipped = std::move(plan->skipped);
            done(std::move(view));
          });
        });
      },
      limits::kEngineCallDeadline);
  return answer ? std::move(*answer) : Result<BackfillView>(tl::unexpected(busy()));
}

Result<BackfillView> Backfills::create(const std::string& connection_id, const BackfillRequest& request,
                                       const std::string& actor) {
  auto planned = dry_run(connection_id, request);  // also says why not, and what is left out
  if (!planned) return planned;
  auto id = await<Result<std::string>>(
      [&](auto done) {
        state_->d.core.post([state = state_, connection_id, request, actor, done] {
          state->create(connection_id, request, actor, done);
        });
      },
      limits::kEngineCallDeadline);
  if (!id) return tl::unexpected(busy());
  if (!*id) return fail(id->error());
  auto made = find(**id);
  if (made) made->skipped = std::move(planned->skipped);
  return made;
}

Result<BackfillView> Backfills::pause(const std::string& id, const std::string& actor) {
  return change(id, actor, &State::pause);
}
Result<BackfillView> Backfills::resume(const std::string& id, const std::string& actor) {
  return change(id, actor, &State::resume);
}
Result<BackfillView> Backfills::cancel(const std::string& id, const std::string& actor) {
  return change(id, actor, &State::cancel);
}

Result<BackfillView> Backfills::change(const std::string& id, const std::string& actor, Verb verb) {
  if (auto known = find(id); !known) return known;
  auto changed = await<Result<std::string>>(
      [&](auto done) {
        state_->d.core.post([state = state_, id, actor, verb, done] {
          (state.get()->*verb)(id, actor, [done](Result<std::string> answer) { done(std::move(answer)); });
        });
      },
      limits::kEngineCallDeadline);
  if (!changed) return tl::unexpected(busy());
  if (!*changed) return fail(changed->error());
  return find(id);
}

Result<BackfillView> Backfills::find(const std::string& id) {
  std::optional<BackfillRow> row;
  std::vector<BackfillPartRow> parts;
  std::vector<rows::RangeCost> costs;
  auto read = state_->d.database.read([&](Session& session) -> Status {
    row = rows::find_backfill(session, id);
    if (!row)
      return fail("backfill_unknown", "There is no backfill " + clean_line(id, 80),
                  "GET /api/v1/backfills lists them");
    parts = rows::list_backfill_parts(session, id);
    if (!is_ended(row->state)) costs = rows::cost_of_ranges(session, row->connection_id);
    return {};
  });
  if (!read) return fail(read.error());
  return complete(std::move(*row), std::move(parts), costs);
}

// The estimate needs the budgets, which core owns.
Result<BackfillView> Backfills::complete(BackfillRow row, std::vector<BackfillPartRow> parts,
                                         const std::vector<rows::RangeCost>& costs) {
  BackfillEstimate left;
  if (!is_ended(row.state)) {
    auto answer = await<BackfillEstimate>(
        [&](auto done) {
          state_->d.core.post([state = state_, id = row.connection_id, parts, costs, done] {
            done(state->estimate(id, parts, costs));
          });
        },
        limits::kEngineCallDeadline);
    if (!answer) return tl::unexpected(busy());
    left = *answer;
  }
  auto view = state_->view(std::move(row), std::move(parts));
  view->left = left;
  return view;
}

Result<BackfillPage> Backfills::list(const rows::BackfillFilter& filter) {
  std::vector<BackfillRow> rows;
  std::map<std::string, std::vector<BackfillPartRow>> parts;
  std::map<std::string, std::vector<rows::RangeCost>> costs;
  rows::BackfillFilter more = filter;
  if (filter.limit > 0) ++more.limit;
  auto read = state_->d.database.read([&](Session& session) -> Status {
    rows = rows::list_backfills(session, more);
    for (const BackfillRow& row : rows) {
      parts[row.id] = rows::list_backfill_parts(session, row.id);
      if (!is_ended(row.state) && !costs.contains(row.connection_id))
        costs[row.connection_id] = rows::cost_of_ranges(session, row.connection_id);
    }
    return {};
  });
  if (!read) return fail(read.error());
  BackfillPage page;
  const bool has_more = filter.limit > 0 && rows.size() > filter.limit;
  if (has_more) rows.pop_back();
  for (BackfillRow& row : rows) {
    auto view = complete(row, std::move(parts[row.id]), costs[row.connection_id]);
    if (!view) return fail(view.error());
    page.items.push_back(std::move(*view));
  }
  if (has_more) page.next = page.items.back().row.id;
  return page;
}

BackfillCounters Backfills::counters() const {
  const State& state = *state_;
  return {state.open_count,   state.running_count,   state.done_count,
          state.failed_count, state.cancelled_count, state.days_read};
}

}  // namespace mooring::host
