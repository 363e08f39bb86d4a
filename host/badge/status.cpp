#include "badge/status.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "badge/connector_problem.hpp"
#include "badge/stored_rows.hpp"
#include "badge/threshold.hpp"
#include "base/text.hpp"
#include "connections/channel_setup.hpp"
#include "connections/set_aside.hpp"
#include "store/record_presence.hpp"
#include "store/rows_declared.hpp"
#include "store/rows_proof.hpp"

namespace mooring::host {
namespace {

using LiveStreams = std::map<std::string, std::vector<LiveStream>>;

// Rows and live states of one connection, found by stream and marketplace: there may be many hundreds.
template <class Row>
class SlotIndex {
 public:
  explicit SlotIndex(const std::vector<Row>& rows) {
    for (const Row& row : rows)
      rows_.emplace(std::pair<std::string_view, std::string_view>(row.stream, row.marketplace), &row);
  }
  const Row* find(const std::string& stream, const std::string& marketplace) const {
    auto found = rows_.find({stream, marketplace});
    return found == rows_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::pair<std::string_view, std::string_view>, const Row*> rows_;
};

struct Slots {
  SlotIndex<StreamRow> rows;
  SlotIndex<SlotFactsRow> facts;
  SlotIndex<LiveStream> live;
};

// Reads one connection. What is cheaper for many at once comes in ready: stream rows and live states.
class ConnectionReader {
 public:
  ConnectionReader(Session& session, const PluginRegistry& registry, const Config& config, Timestamp now,
                   StatusReader::Options options)
      : session_(session),
        proofs_(session),
        registry_(registry),
        config_(config),
        now_(now),
        options_(options) {}

  ConnectionStatus read(ConnectionRow row, StoredRows stored, const std::vector<LiveStream>& live) {
    ConnectionStatus status;
    status.grant = std::move(stored.grant);
    status.marketplaces = std::move(stored.marketplaces);
    status.pause = std::move(stored.pause);
    status.tags = std::move(stored.tags);
    status.connection = std::move(row);
    status.facts.marketplace_noun = marketplace_noun(registry_, status.connection.channel);
    read_choice(status);
    read_grant_facts(status);
    read_declared(status);
    read_pause(status);
    read_streams(status, stored, live);
    put_aside(status, stored.refused);
    status.verdict = evaluate_badge(status.facts);
    return status;
  }

 private:
  // Asked only where it matters: something is available that nobody chose.
  void read_choice(ConnectionStatus& status) {
    auto left = [](const MarketplaceRow& m) { return m.available && !m.selected; };
    if (std::none_of(status.marketplaces.begin(), status.marketplaces.end(), left)) return;
    if (auto at = rows::get_fact(session_, marketplaces_chosen_fact(status.connection.id)))
      status.chosen_at = parse_time(*at);
    else if (status.grant)  // chosen before the host kept the time: not before the account was connected
      status.chosen_at = status.grant->issued_at;
  }

  // What the engine does not plan either does not count for the badge (connections/set_aside.hpp).
  void put_aside(ConnectionStatus& status, const std::vector<ProbeRow>& refused) const {
    if (refused.empty()) return;
    std::vector<SlotHistory> history;
    for (const StreamFacts& one : status.facts.streams)
      history.push_back({one.id, one.marketplace, one.last_success_at.has_value(), one.last_run_failed});
    std::vector<std::string> active;
    for (const MarketplaceRow& one : status.marketplaces)
      if (one.selected && one.available) active.push_back(one.id);
    const auto aside = set_aside(history, refused, active);
    std::erase_if(status.facts.streams, [&](const StreamFacts& one) {
      if (!aside.contains({one.id, one.marketplace})) return false;
      status.facts.set_aside.push_back(one.marketplace.empty() ? one.title
                                                               : one.title + " of " + one.marketplace_title);
      return true;
    });
    for (StreamStatus& stream : status.streams) {
      const std::string& runner = stream.fed_by.empty() ? stream.id : stream.fed_by;
      stream.set_aside = aside.contains({runner, ""});
      if (stream.set_aside) stream.set_aside_because = refusal_of(refused, runner, "");
      for (SlotStatus& slot : stream.marketplaces) {
        slot.set_aside = aside.contains({runner, slot.marketplace});
        if (slot.set_aside) slot.set_aside_because = refusal_of(refused, runner, slot.marketplace);
      }
    }
  }

  void read_grant_facts(ConnectionStatus& status) {
    BadgeFacts& facts = status.facts;
    facts.now = now_;
    facts.disconnected = status.connection.disconnected;
    for (const MarketplaceRow& m : status.marketplaces) {
      if (!m.selected) continue;
      ++facts.marketplaces_selected;
      if (m.available) continue;
      std::string title = marketplace_title(m.id, m.name, m.country_code);
      facts.unavailable.push_back(m.note.empty() ? title : title + " (" + m.note + ")");
    }
    if (!status.grant) return;
    facts.grant = status.grant->state;
    facts.grant_issued_at = status.grant->issued_at;
    facts.grant_evidence = status.grant->evidence_message;
    const char* kind = status.grant->state == GrantState::revoked    ? "token.revoked"
                       : status.grant->state == GrantState::rejected ? "token.rejected"
                                                                     : nullptr;
    if (!kind) return;
    facts.grant_entry_id = proofs_.latest_entry(status.connection.id, kind);
  }

  // Asked only where it matters: what a file declares has no grant in use.
  void read_declared(ConnectionStatus& status) {
    if (status.connection.managed_by != "file" || status.facts.grant == GrantState::active) return;
    auto trouble = rows::find_declared_trouble(session_, status.connection.config_key);
    if (!trouble) return;
    BadgeFacts& facts = status.facts;
    facts.declared_problem = std::move(trouble->message);
    facts.declared_tried_at = trouble->at;
    facts.declared_next_at = trouble->next_at;
    facts.declared_entry_id = proofs_.latest_entry(status.connection.id, "connection.declared_failed");
  }

  void read_pause(ConnectionStatus& status) {
    if (!status.pause) return;
    status.facts.paused_at = status.pause->at;
    status.facts.paused_by = status.pause->actor;
    status.facts.pause_entry_id = proofs_.latest_entry(status.connection.id, "connection.paused");
  }

  void read_streams(ConnectionStatus& status, const SlotRows& slot_rows,
                    const std::vector<LiveStream>& live) {
    const std::string& channel = status.connection.channel;
    const Manifest* manifest = registry_.manifest(channel);
    if (!manifest) {
      status.facts.connector_problem = why_not_loaded(registry_, channel);
      for (const StreamRow& row : slot_rows.streams)
        add_orphan(status, row);
      return;
    }
    status.facts.connector_problem = why_not_served(*manifest, status.connection);
    const Slots slots{SlotIndex<StreamRow>(slot_rows.streams), SlotIndex<SlotFactsRow>(slot_rows.facts),
                      SlotIndex<LiveStream>(live)};
    first_wanted_ = first_wanted_of(slot_rows);
    const std::string kind = manifest->account_kind(status.connection.region, status.connection.consent);
    for (const StreamRule& rule : manifest->streams) {
      if (!rule.is_for(kind)) continue;
      const StreamRule* feeder = rule.fed_by.empty() ? nullptr : manifest->stream(rule.fed_by);
      const StreamRule& runner = feeder ? *feeder : rule;
      StreamStatus stream = describe_stream(channel, rule, runner);
      if (options_.count_rows) stream.rows = count_rows(channel, rule, status.connection.id);
      read_slots(status, stream, runner, slots);
      status.streams.push_back(std::move(stream));
    }
    status.facts.rows_held = is_unread(status.facts) && holds_rows(*manifest, status);
  }

  static bool is_unread(const BadgeFacts& facts) {
    return std::any_of(facts.streams.begin(), facts.streams.end(),
                       [](const StreamFacts& one) { return !one.last_success_at; });
  }

  bool holds_rows(const Manifest& manifest, const ConnectionStatus& status) {
    return std::any_of(status.streams.begin(), status.streams.end(), [&](const StreamStatus& stream) {
      const StreamRule& rule = *manifest.stream(stream.id);
      return holds_records(session_, {manifest.id, rule.id, rule.fields, rule.primary_key, rule.time_field},
                           status.connection.id);
    });
  }

  void read_slots(ConnectionStatus& status, StreamStatus& stream, const StreamRule& runs_as,
                  const Slots& slots) {
    const std::string& runner = runs_as.id;
    bool told = false;  // the reason of a failure
    auto read_one = [&](SlotStatus& slot, const std::string& marketplace, const std::string& title) {
      slot.marketplace = marketplace;
      slot.live.connection_id = status.connection.id;
      if (const LiveStream* live = slots.live.find(runner, marketplace)) slot.live = *live;
      slot.live.stream = stream.id;
      if (const SlotFactsRow* own = slots.facts.find(runner, marketplace)) {
        slot.brings_nothing_since = own->empty_since;
        slot.first_wanted_at = own->first_wanted_at;
      }
      read_slot(status, stream, slot, slots.rows.find(runner, marketplace), title, told);
    };
    if (stream.scope == StreamScope::connection) {
      read_one(stream, "", "");
      return read_data_age(status, stream, slots);
    }
    for (const MarketplaceRow& m : status.marketplaces) {
      if (!m.selected || !m.available || !runs_as.is_in(m.id)) continue;
      read_one(stream.marketplaces.emplace_back(), m.id, marketplace_title(m.id, m.name, m.country_code));
    }
    read_data_age(status, stream, slots);
    summarize(stream, status.facts.marketplace_noun);
    stream.live.connection_id = status.connection.id;
    stream.live.stream = stream.id;
  }

  // A stream's coverage is told for each marketplace even where one run reads them all; its newest record is not.
  void read_data_age(const ConnectionStatus& status, StreamStatus& stream, const Slots& slots) const {
    if (stream.lists) return;  // as of its last success
    auto reach = [&](const std::string& marketplace) -> std::optional<Timestamp> {
      const SlotFactsRow* facts = slots.facts.find(stream.id, marketplace);
      if (!facts) return std::nullopt;
      if (facts->covered_until) stream.data_until_is = DataUntil::covered;
      return facts->covered_until;
    };
    for (SlotStatus& slot : stream.marketplaces)
      slot.data_until = reach(slot.marketplace);
    if (stream.scope == StreamScope::connection) {
      stream.data_until = reach("");
      for (const MarketplaceRow& m : status.marketplaces) {
        if (!m.selected || !m.available) continue;
        auto until = reach(m.id);
        if (until && (!stream.data_until || *until < *stream.data_until)) stream.data_until = until;
      }
    }
    if (stream.data_until_is == DataUntil::covered) return;
    auto newest = [&](SlotStatus& slot) {
      const SlotFactsRow* facts = slots.facts.find(stream.id, slot.marketplace);
      if (!facts || !facts->newest_record_at) return;
      slot.data_until = facts->newest_record_at;
      stream.data_until_is = DataUntil::newest_record;
    };
    for (SlotStatus& slot : stream.marketplaces)
      newest(slot);
    if (stream.scope == StreamScope::connection) newest(stream);
  }

  // When the first of those slots was wanted that have been read. What was read before the host kept it counts as earlier.
  static std::optional<Timestamp> first_wanted_of(const SlotRows& slot_rows) {
    std::optional<Timestamp> first;
    const SlotIndex<SlotFactsRow> facts(slot_rows.facts);
    for (const StreamRow& row : slot_rows.streams) {
      if (!row.last_success_at) continue;
      const SlotFactsRow* known = facts.find(row.stream, row.marketplace);
      const Timestamp wanted = known && known->first_wanted_at ? *known->first_wanted_at : Timestamp::min();
      first = std::min(first.value_or(wanted), wanted);
    }
    return first;
  }

  // What is held of a channel whose plugin is not there: its rules are not known.
  void add_orphan(ConnectionStatus& status, const StreamRow& row) {
    StreamStatus stream = orphan(row);
    stream.live.connection_id = status.connection.id;
    stream.live.stream = stream.id;
    bool told = false;
    read_slot(status, stream, stream, &row, row.marketplace, told);
    status.streams.push_back(std::move(stream));
  }

  StreamStatus orphan(const StreamRow& row) const {
    StreamStatus stream;
    stream.id = stream.title = row.stream;
    stream.stale_after = config_.schedule.stale_after;
    return stream;
  }

  // A fed stream has no runs of its own: it is as fresh as the stream whose runs fill it.
  StreamStatus describe_stream(const std::string& channel, const StreamRule& rule,
                               const StreamRule& runner) const {
    StreamStatus stream;
    stream.id = rule.id;
    stream.title = rule.title.empty() ? rule.id : rule.title;
    stream.fed_by = rule.fed_by;
    stream.scope = runner.scope;
    stream.lookback = rule.lookback;
    stream.lists = rule.mode == StreamMode::snapshot;
    stream.restated = rule.mode == StreamMode::window && rule.lookback > Duration::zero();
    const StreamOverride* own = override_of(channel, rule.id);
    const StreamOverride* of_runner = override_of(channel, runner.id);
    stream.enabled = !(own && own->enabled == false) && !(of_runner && of_runner->enabled == false);
    stream.interval = of_runner && of_runner->interval ? *of_runner->interval : runner.interval;
    stream.stale_after = stale_after_of(of_runner, runner, stream.interval);
    return stream;
  }

  Duration stale_after_of(const StreamOverride* changed, const StreamRule& rule, Duration interval) const {
    if (changed && changed->stale_after) return *changed->stale_after;
    if (rule.stale_after > Duration::zero()) return rule.stale_after;
    return stale_after_of_interval(interval, config_.schedule.stale_after);
  }

  const StreamOverride* override_of(const std::string& channel, const std::string& stream) const {
    auto configured = config_.channels.find(channel);
    if (configured == config_.channels.end()) return nullptr;
    auto found = configured->second.streams.find(stream);
    return found == configured->second.streams.end() ? nullptr : &found->second;
  }

  void read_slot(ConnectionStatus& status, const StreamStatus& stream, SlotStatus& slot, const StreamRow* row,
                 const std::string& title, bool& told) {
    StreamFacts facts;
    facts.id = stream.id;
    facts.title = stream.title;
    facts.marketplace = slot.marketplace;
    facts.marketplace_title = title;
    facts.stale_after = stream.stale_after;
    if (!row || !row->last_success_at) {
      const Timestamp wanted_at = slot.first_wanted_at.value_or(now_);  // chosen a moment ago
      if (first_wanted_ && wanted_at > *first_wanted_) facts.joined_at = wanted_at;
    }
    if (row) {
      slot.last_success_at = facts.last_success_at = row->last_success_at;
      slot.last_attempt_at = row->last_attempt_at;
      slot.last_run_id = row->last_run_id;
      slot.last_run_failed = facts.last_run_failed = row->last_run_failed;
      slot.consecutive_failures = row->consecutive_failures;
      slot.notice = row->notice;
      if (row->last_run_failed && (options_.each_failure || !told)) {
        read_failure(slot, facts, stream.fed_by.empty() && !told);
        told = true;
      }
    }
    facts.throttled = slot.live.state == "throttled";
    const bool late = !facts.last_success_at || now_ - *facts.last_success_at > facts.stale_after;
    if (facts.throttled && late && stream.fed_by.empty())
      facts.throttle_entry_id = proofs_.entry_of_run(slot.live.run_id, "request.failed");
    if (stream.enabled && stream.fed_by.empty()) status.facts.streams.push_back(std::move(facts));
  }

  // The entry that proves it: of the first failure only, and for a fed stream the feeding one names it.
  void read_failure(SlotStatus& slot, StreamFacts& facts, bool with_entry) {
    auto failure = proofs_.failure_of(slot.last_run_id);
    if (!failure) return;
    slot.failure_kind = facts.failure_kind = failure->kind;
    facts.failure_status = failure->status;
    slot.failure_message = facts.failure_message = failure->message;
    if (with_entry) facts.failure_entry_id = proofs_.entry_of_run(slot.last_run_id, "run.failed");
  }

  int64_t count_rows(const std::string& channel, const StreamRule& rule, const std::string& connection_id) {
    return count_records(session_, {channel, rule.id, rule.fields, rule.primary_key, rule.time_field},
                         connection_id);
  }

  Session& session_;
  rows::ProofReader proofs_;
  const PluginRegistry& registry_;
  const Config& config_;
  const Timestamp now_;
  const StatusReader::Options options_;
  std::optional<Timestamp> first_wanted_;  // of the connection that is being read
};

}  // namespace

StatusReader::StatusReader(const Database& database, const PluginRegistry& registry, const Config& config,
                           const SyncEngine* engine, const Clock& clock)
    : database_(database), registry_(registry), config_(config), engine_(engine), clock_(clock) {}

Result<std::optional<ConnectionStatus>> StatusReader::find(const std::string& connection_id,
                                                           Options options) const {
  std::optional<ConnectionStatus> found;
  auto live = engine_ ? engine_->live(connection_id) : std::vector<LiveStream>{};
  Status read = database_.read([&](Session& session) -> Status {
    found.reset();
    auto row = rows::find_connection(session, connection_id);
    if (!row) return {};
    ConnectionReader reader(session, registry_, config_, clock_.now(), options);
    found = reader.read(std::move(*row), stored_rows_of(session, connection_id), live);
    return {};
  });
  if (!read) return fail(read.error());
  return found;
}

Result<std::vector<ConnectionStatus>> StatusReader::list(const rows::ConnectionFilter& filter,
                                                         Options options) const {
  std::vector<ConnectionStatus> all;
  LiveStreams live;
  if (engine_)
    for (LiveStream& stream : engine_->live(""))
      live[stream.connection_id].push_back(std::move(stream));
  Status read = database_.read([&](Session& session) -> Status {
    all.clear();
    auto connections = rows::list_connections(session, filter);
    std::vector<std::string> ids;
    for (const auto& row : connections)
      ids.push_back(row.id);
    const bool every = filter.channel.empty() && filter.region.empty() && filter.limit == 0;
    RowsOfConnections stored = stored_rows(session, every ? rows::Many::all() : rows::Many(ids));
    ConnectionReader reader(session, registry_, config_, clock_.now(), options);
    all.reserve(connections.size());
    for (ConnectionRow& row : connections) {
      std::string id = row.id;
      all.push_back(reader.read(std::move(row), std::move(stored[id]), live[id]));
    }
    return {};
  });
  if (!read) return fail(read.error());
  return all;
}

Result<std::vector<ConnectionStatus>> StatusReader::list_of(const std::vector<std::string>& ids,
                                                            Options options) const {
  std::vector<ConnectionStatus> some;
  Status read = database_.read([&](Session& session) -> Status {
    some.clear();
    ConnectionReader reader(session, registry_, config_, clock_.now(), options);
    const rows::Many many(ids);
    RowsOfConnections stored = stored_rows(session, many);
    std::map<std::string, ConnectionRow> found;
    for (ConnectionRow& row : rows::connections_of(session, many))
      found.emplace(row.id, std::move(row));
    for (const std::string& id : ids) {
      auto row = found.find(id);
      if (row == found.end()) continue;
      auto live = engine_ ? engine_->live(id) : std::vector<LiveStream>{};
      some.push_back(reader.read(std::move(row->second), std::move(stored[id]), live));
      found.erase(row);
    }
    return {};
  });
  if (!read) return fail(read.error());
  return some;
}

}  // namespace mooring::host
