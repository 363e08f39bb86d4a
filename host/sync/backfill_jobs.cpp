// Backfills as jobs: made, paused, resumed, cancelled, and how the store and the activity log hear of it.
#include <algorithm>

#include "base/ids.hpp"
#include "base/limits_backfill.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"
#include "sync/backfills_state.hpp"

namespace mooring::host {
namespace {

bool overlap(const BackfillPartRow& a, const BackfillPartRow& b) {
  return a.stream == b.stream && a.marketplace == b.marketplace && a.from < b.to && b.from < a.to;
}

// Of a stream that runs for all marketplaces, two backfills may read different ones.
bool share_marketplaces(const BackfillRow& job, const std::vector<std::string>& wanted) {
  if (job.marketplaces.empty() || wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& id) {
    return ("\n" + job.marketplaces + "\n").find("\n" + id + "\n") != std::string::npos;
  });
}

std::string state_json(std::optional<BackfillState> state) {
  return state ? std::string("{\"state\":\"") + to_text(*state) + "\"}" : std::string();
}

// What a person did to it; nothing before: it was made.
ActivityRow with_states(ActivityRow entry, std::optional<BackfillState> before, BackfillState after) {
  entry.before_json = state_json(before);
  entry.after_json = state_json(after);
  return entry;
}

}  // namespace

Result<BackfillPlan> Backfills::State::plan(const std::string& connection_id,
                                            const BackfillRequest& request) const {
  const auto slots = d.engine.range_slots(connection_id);
  if (!slots)
    return fail("plugin_not_loaded", "The channel of this connection is not there",
                "The Plugins page says why; the data stays");
  if (!slots->connected)
    return fail("connection_not_connected", slots->label + " is not connected, or nothing of it is chosen",
                "Connect it and choose first");
  auto plan = plan_backfill(request, *slots, d.clock.now());
  if (!plan) return plan;
  if (auto room = check_room(connection_id, *plan); !room) return fail(room.error());
  for (const std::string& id :
       of_connection.contains(connection_id) ? of_connection.at(connection_id) : std::set<std::string>()) {
    const Job& other = jobs.at(id);
    if (!share_marketplaces(other.row, request.marketplaces)) continue;
    for (const Part& theirs : other.parts)
      for (const BackfillPartRow& ours : plan->parts)
        if (!theirs.row.own_runs && !is_ended(theirs.row.state) && overlap(theirs.row, ours))
          return fail("backfill_overlap",
                      "The backfill " + id + " already reads " + part_title(other.row, theirs.row) + ", " +
                          range_words(theirs.row.from, theirs.row.to),
                      "Wait for it, cancel it, or choose another range");
  }
  return plan;
}

Status Backfills::State::check_room(const std::string& connection_id, const BackfillPlan&) const {
  auto open = of_connection.find(connection_id);
  if (open == of_connection.end() || open->second.size() < limits::kBackfillsOpenMax) return {};
  return fail("backfills_open",
              "The connection has " + std::to_string(open->second.size()) + " backfills that are not ended",
              "Wait for one of them, or cancel it");
}

void Backfills::State::create(const std::string& connection_id, const BackfillRequest& request,
                              const std::string& actor, const Answer& answer) {
  auto made = plan(connection_id, request);
  if (!made) return answer(fail(made.error()));
  BackfillRow row;
  row.id = new_id("bkf", d.clock, d.random);
  row.connection_id = connection_id;
  row.reason = request.reason;
  row.actor = actor;
  row.from = made->from;
  row.to = made->to;
  row.streams = joined(request.streams, "\n");
  row.marketplaces = joined(request.marketplaces, "\n");
  row.created_at = d.clock.now();
  for (BackfillPartRow& part : made->parts)
    part.backfill_id = row.id;
  std::string message = title_of(row) + " started, " + std::to_string(made->parts.size()) +
                        (made->parts.size() == 1 ? " part" : " parts");
  for (size_t i = 0; i < std::min(made->skipped.size(), limits::kBackfillNamesMax); ++i)
    message += (i == 0 ? ". Left out: " : "; ") + made->skipped[i].stream + ": " + made->skipped[i].reason;
  open(std::move(row), std::move(made->parts), std::move(message), answer);
}

// In memory at once, so that a second request sees it; served when it is stored.
void Backfills::State::open(BackfillRow row, std::vector<BackfillPartRow> parts, std::string message,
                            const Answer& answer) {
  ActivityRow entry = with_states(
      entry_of(row, "backfill.started", Severity::info, std::move(message), row.actor), {}, row.state);
  const std::string id = row.id, connection_id = row.connection_id;
  adopt(row, parts);
  auto stored = [self = shared_from_this(), id, connection_id, answer](Status status) {
    if (self->stopping) return;
    auto found = self->jobs.find(id);
    if (!status) {
      if (found != self->jobs.end()) self->take(id);
      if (answer) answer(fail(status.error()));
      return;
    }
    if (found != self->jobs.end()) {  // else it has been cancelled, or has ended, meanwhile
      self->publish(found->second.row);
      self->serve(connection_id);
    }
    if (answer) answer(id);
  };
  d.database.post_write(
      [&journal = d.journal, row = std::move(row), parts = std::move(parts),
       entry = std::move(entry)](Session& session) -> Status {
        rows::insert_backfill(session, row, parts);
        journal.append(session, entry);
        return {};
      },
      d.core, std::move(stored));
}

void Backfills::State::adopt(BackfillRow row, std::vector<BackfillPartRow> parts) {
  Job job{std::move(row), {}};
  for (BackfillPartRow& part : parts)
    job.parts.push_back({std::move(part)});
  of_connection[job.row.connection_id].insert(job.row.id);
  running_count += job.row.state == BackfillState::running;
  const std::string id = job.row.id;
  jobs.insert_or_assign(id, std::move(job));
  open_count = jobs.size();
}

Backfills::State::Job Backfills::State::take(const std::string& id) {
  Job job = std::move(jobs.extract(id).mapped());
  running_count -= job.row.state == BackfillState::running;
  open_count = jobs.size();
  auto others = of_connection.find(job.row.connection_id);
  others->second.erase(id);
  if (others->second.empty()) of_connection.erase(others);
  return job;
}

void Backfills::State::become(Job& job, BackfillState state) {
  running_count -= job.row.state == BackfillState::running;
  running_count += state == BackfillState::running;
  job.row.state = state;
}

Result<Backfills::State::Job*> Backfills::State::find_open(const std::string& id) {
  auto found = jobs.find(id);
  if (found == jobs.end())
    return fail("backfill_ended", "The backfill " + clean_line(id, 80) + " has ended",
                "GET /api/v1/backfills/{id} tells how");
  const auto& parts = found->second.parts;
  if (std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.row.own_runs; }))
    return fail("backfill_own_runs", "The streams' own runs read this range: there is nothing to hold back",
                "Pause the connection to stop them");
  return &found->second;
}

void Backfills::State::pause(const std::string& id, const std::string& actor, const Answer& answer) {
  auto job = find_open(id);
  if (!job) return answer(fail(job.error()));
  if ((*job)->row.state == BackfillState::paused) return answer(id);
  const BackfillState before = (*job)->row.state;
  become(**job, BackfillState::paused);
  (*job)->row.note = "Paused by " + actor;
  for (const std::string& run : [&] {
         std::vector<std::string> under_way;
         for (const Part& part : (*job)->parts)
           if (!part.run_id.empty()) under_way.push_back(part.run_id);
         return under_way;
       }())
    d.engine.end_range(run, "the pause of its backfill");
  save(**job,
       {with_states(
           entry_of((*job)->row, "backfill.paused", Severity::info, title_of((*job)->row) + " paused", actor),
           before, BackfillState::paused)},
       answer);
}

void Backfills::State::resume(const std::string& id, const std::string& actor, const Answer& answer) {
  auto job = find_open(id);
  if (!job) return answer(fail(job.error()));
  if ((*job)->row.state != BackfillState::paused) return answer(id);
  become(**job, (*job)->row.started_at ? BackfillState::running : BackfillState::planned);
  (*job)->row.note.clear();
  for (Part& part : (*job)->parts) {
    d.core.cancel(std::exchange(part.timer, 0));  // whoever resumes does not want to wait
    part.row.next_try_at.reset();
    part.row.attempts = 0;
  }
  save(**job,
       {with_states(entry_of((*job)->row, "backfill.resumed", Severity::info,
                             title_of((*job)->row) + " resumed", actor),
                    BackfillState::paused, (*job)->row.state)},
       answer);
  serve((*job)->row.connection_id);
}

void Backfills::State::cancel(const std::string& id, const std::string& actor, const Answer& answer) {
  auto found = find_open(id);
  if (!found) return answer(fail(found.error()));
  Job job = take(id);
  ActivityRow entry = entry_of(job.row, "backfill.cancelled", Severity::info,
                               title_of(job.row) + " cancelled. What was committed stays", actor);
  entry = with_states(std::move(entry), job.row.state, BackfillState::cancelled);
  const std::string connection_id = job.row.connection_id;
  end(std::move(job), "Cancelled by " + actor, std::move(entry), answer);
  serve(connection_id);
}

// The transfer has ended them in the store, with an entry for each, but for one that was made at that very moment.
void Backfills::State::leave_account(const std::string& connection_id) {
  const auto open = of_connection.find(connection_id);
  if (open == of_connection.end()) return;
  for (const std::string& id : std::set<std::string>(open->second)) {
    Job job = take(id);
    ActivityRow entry =
        entry_of(job.row, "backfill.cancelled", Severity::info,
                 title_of(job.row) + " cancelled: the connection belongs to another account now", "system");
    end(std::move(job), kTransferredNote, std::move(entry));
  }
}

void Backfills::State::end(Job job, const std::string& note, ActivityRow entry, const Answer& answer) {
  ++cancelled_count;
  std::vector<std::string> under_way;
  for (Part& part : job.parts) {
    d.core.cancel(part.timer);
    if (!part.run_id.empty()) under_way.push_back(part.run_id);
    if (!is_ended(part.row.state)) end_part(part, BackfillState::cancelled);
  }
  for (const std::string& run : under_way)
    d.engine.end_range(run, "the end of its backfill");
  job.row.state = BackfillState::cancelled;
  job.row.finished_at = d.clock.now();
  job.row.note = note;
  save(job, {std::move(entry)}, answer);
}

void Backfills::State::save(const Job& job, std::vector<ActivityRow> entries, const Answer& answer) {
  std::vector<BackfillPartRow> parts;
  for (const Part& part : job.parts)
    parts.push_back(part.row);
  d.database.post_write(
      [&journal = d.journal, row = job.row, parts = std::move(parts),
       entries = std::move(entries)](Session& session) -> Status {
        const auto stored = rows::find_backfill(session, row.id);
        if (!stored || is_ended(stored->state)) return {};  // its connection was wiped, or handed over
        rows::update_backfill(session, row);
        for (const BackfillPartRow& part : parts)
          rows::update_backfill_part(session, part);
        for (const ActivityRow& entry : entries)
          journal.append(session, entry);
        return {};
      },
      d.core,
      [self = shared_from_this(), row = job.row, answer](Status status) {
        if (!status)
          self->d.logger.error("a backfill could not be stored",
                               {{"backfill", row.id}, {"reason", describe(status.error())}});
        if (self->stopping) return;
        self->publish(row);
        if (!answer) return;
        if (status)
          answer(row.id);
        else
          answer(fail(status.error()));
      });
}

void Backfills::State::save_part(const Job& job, const Part& part, bool new_chunk,
                                 std::vector<ActivityRow> entries) {
  d.database.post_write(
      [&journal = d.journal, row = part.row, new_chunk,
       entries = std::move(entries)](Session& session) -> Status {
        const auto stored = rows::find_backfill(session, row.backfill_id);
        if (!stored || is_ended(stored->state)) return {};
        rows::update_backfill_part(session, row);
        if (new_chunk) rows::reset_backfill_cursor(session, row);
        for (const ActivityRow& entry : entries)
          journal.append(session, entry);
        return {};
      },
      d.core,
      [self = shared_from_this(), row = job.row](Status status) {
        if (!status)
          self->d.logger.error("a backfill's progress could not be stored; its last chunk may be read again",
                               {{"backfill", row.id}, {"reason", describe(status.error())}});
        if (!self->stopping) self->publish(row);
      });
}

void Backfills::State::publish(const BackfillRow& row) const {
  d.events.publish({"backfill", row.connection_id, "{\"backfill_id\":" + json_quote(row.id) + "}"});
}

ActivityRow Backfills::State::entry_of(const BackfillRow& row, const std::string& kind, Severity severity,
                                       std::string message, const std::string& actor) const {
  ActivityRow entry;
  entry.connection_id = row.connection_id;
  entry.kind = kind;
  entry.severity = severity;
  entry.message = std::move(message) + " (" + row.id + ")";
  entry.actor = actor;
  return entry;
}

std::string Backfills::State::title_of(const BackfillRow& row) const {
  const std::string range = range_words(row.from, row.to);
  return row.reason == BackfillReason::reconnect ? "Refill of " + range + ", which was missed"
                                                 : "Backfill of " + range;
}

std::string Backfills::State::part_title(const BackfillRow& row, const BackfillPartRow& part) const {
  if (const auto slots = d.engine.range_slots(row.connection_id))
    return place_title(*slots, part.stream, part.marketplace);
  return part.stream + (part.marketplace.empty() ? "" : " of " + part.marketplace);
}

std::string place_title(const RangeSlots& slots, const std::string& stream, const std::string& marketplace) {
  const StreamRule* rule = slots.setup.manifest->stream(stream);
  std::string title = rule ? rule->title : stream;
  if (marketplace.empty()) return title;
  for (const MarketplaceRow& one : slots.marketplaces)
    if (one.id == marketplace) return title + " of " + marketplace_title(one.id, one.name, one.country_code);
  return title + " of " + marketplace;
}

std::string lost_words(const RangeSlots& slots, const std::vector<CoverageRow>& added) {
  std::string text = "Lost for good, because the provider no longer has it: ";
  for (size_t i = 0; i < std::min(added.size(), limits::kBackfillNamesMax); ++i) {
    const CoverageRow& range = added[i];
    text += (i == 0 ? "" : "; ") + place_title(slots, range.stream, range.marketplace) +
            (range.part.empty() ? "" : " " + range.part) + ": " + range_words(range.from, range.to);
  }
  if (added.size() > limits::kBackfillNamesMax)
    text += "; and " + std::to_string(added.size() - limits::kBackfillNamesMax) + " more";
  return text;
}

}  // namespace mooring::host
