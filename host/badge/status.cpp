#include "badge/status.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "store/record_table.hpp"

namespace mooring::host {
namespace {

constexpr size_t kReadAllFrom = 8;  // connections; below, their streams are read one connection at a time

using StreamRows = std::map<std::string, std::vector<StreamRow>>;  // by connection
using LiveStreams = std::map<std::string, std::vector<LiveStream>>;

template <class Row>
const Row* find_stream_in(const std::vector<Row>& rows, const std::string& stream) {
  auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.stream == stream; });
  return found == rows.end() ? nullptr : &*found;
}

// Reads one connection. What is cheaper for many at once comes in ready: stream rows and live states.
class ConnectionReader {
 public:
  ConnectionReader(Session& session, const PluginRegistry& registry, const Config& config, Timestamp now,
                   StatusReader::Options options)
      : session_(session), registry_(registry), config_(config), now_(now), options_(options) {}

  ConnectionStatus read(ConnectionRow row, const std::vector<StreamRow>& streams,
                        const std::vector<LiveStream>& live) {
    ConnectionStatus status;
    status.grant = rows::active_or_last_grant(session_, row.id);
    status.marketplaces = rows::list_marketplaces(session_, row.id);
    status.connection = std::move(row);
    read_grant_facts(status);
    read_streams(status, streams, live);
    status.verdict = evaluate_badge(status.facts);
    return status;
  }

 private:
  void read_grant_facts(ConnectionStatus& status) {
    BadgeFacts& facts = status.facts;
    facts.now = now_;
    facts.disconnected = status.connection.disconnected;
    facts.marketplaces_selected = static_cast<size_t>(std::count_if(
        status.marketplaces.begin(), status.marketplaces.end(), [](const auto& m) { return m.selected; }));
    if (!status.grant) return;
    facts.grant = status.grant->state;
    facts.grant_issued_at = status.grant->issued_at;
    facts.grant_evidence = status.grant->evidence_message;
    const char* kind = status.grant->state == GrantState::revoked    ? "token.revoked"
                       : status.grant->state == GrantState::rejected ? "token.rejected"
                                                                     : nullptr;
    if (!kind) return;
    if (auto entry = rows::latest_activity(session_, status.connection.id, kind))
      facts.grant_entry_id = entry->id;
  }

  void read_streams(ConnectionStatus& status, const std::vector<StreamRow>& streams,
                    const std::vector<LiveStream>& live) {
    const std::string& channel = status.connection.channel;
    const Manifest* manifest = registry_.manifest(channel);
    if (!manifest) {
      status.facts.connector_problem = connector_problem(channel);
      for (const StreamRow& row : streams)
        add_stream(status, orphan(row), &row, nullptr);
      return;
    }
    for (const StreamRule& rule : manifest->streams) {
      const std::string& runs_as = rule.fed_by.empty() ? rule.id : rule.fed_by;
      const StreamRule* runner = manifest->stream(runs_as);
      StreamStatus stream = describe_stream(channel, rule, runner ? *runner : rule);
      if (options_.count_rows) stream.rows = count_rows(channel, rule, status.connection.id);
      add_stream(status, std::move(stream), find_stream_in(streams, runs_as), find_stream_in(live, runs_as));
    }
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
    // A stream that runs once a week is not stale after the host's default of a day.
    return std::max(config_.schedule.stale_after, 2 * interval);
  }

  const StreamOverride* override_of(const std::string& channel, const std::string& stream) const {
    auto configured = config_.channels.find(channel);
    if (configured == config_.channels.end()) return nullptr;
    auto found = configured->second.streams.find(stream);
    return found == configured->second.streams.end() ? nullptr : &found->second;
  }

  void add_stream(ConnectionStatus& status, StreamStatus stream, const StreamRow* row,
                  const LiveStream* live) {
    if (live) stream.live = *live;
    stream.live.connection_id = status.connection.id;
    stream.live.stream = stream.id;
    StreamFacts facts;
    facts.id = stream.id;
    facts.title = stream.title;
    facts.stale_after = stream.stale_after;
    if (row) {
      stream.last_success_at = facts.last_success_at = row->last_success_at;
      stream.last_attempt_at = row->last_attempt_at;
      stream.last_run_id = row->last_run_id;
      stream.last_run_failed = facts.last_run_failed = row->last_run_failed;
      stream.consecutive_failures = row->consecutive_failures;
      if (row->last_run_failed) read_failure(stream, facts);
    }
    if (stream.enabled && stream.fed_by.empty()) status.facts.streams.push_back(std::move(facts));
    status.streams.push_back(std::move(stream));
  }

  void read_failure(StreamStatus& stream, StreamFacts& facts) {
    auto run = rows::find_run(session_, stream.last_run_id);
    if (!run) return;
    stream.failure_kind = run->failure_kind;
    stream.failure_message = facts.failure_message = run->failure_message;
    if (!stream.fed_by.empty()) return;  // the feeding stream names the entry
    rows::ActivityFilter filter;
    filter.connection_id = run->connection_id;
    filter.run_id = run->id;
    filter.kind_prefix = "run.failed";
    filter.limit = 1;
    auto entries = rows::list_activity(session_, filter);
    if (!entries.empty()) facts.failure_entry_id = entries.front().id;
  }

  int64_t count_rows(const std::string& channel, const StreamRule& rule, const std::string& connection_id) {
    return count_records(session_, {channel, rule.id, rule.fields, rule.primary_key, rule.time_field},
                         connection_id);
  }

  std::string connector_problem(const std::string& channel) const {
    const auto& plugins = registry_.plugins();
    for (const PluginInfo& info : plugins)
      if (info.refusal && info.manifest && info.manifest->id == channel)
        return "The connector of this channel was refused: " + info.refusal->message;
    auto nameless = std::count_if(plugins.begin(), plugins.end(),
                                  [](const PluginInfo& info) { return info.refusal && !info.manifest; });
    std::string problem = "No connector for the channel '" + channel + "' is loaded";
    if (nameless == 0) return problem;
    return problem + "; " + std::to_string(nameless) +
           (nameless == 1 ? " file in the plugin folders was refused"
                          : " files in the plugin folders were refused") +
           ", see Plugins";
  }

  Session& session_;
  const PluginRegistry& registry_;
  const Config& config_;
  const Timestamp now_;
  const StatusReader::Options options_;
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
    found = reader.read(std::move(*row), rows::list_streams(session, connection_id), live);
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
    StreamRows streams;
    if (connections.size() >= kReadAllFrom)
      for (StreamRow& row : rows::list_all_streams(session))
        streams[row.connection_id].push_back(std::move(row));
    else
      for (const auto& row : connections)
        streams[row.id] = rows::list_streams(session, row.id);
    ConnectionReader reader(session, registry_, config_, clock_.now(), options);
    all.reserve(connections.size());
    for (ConnectionRow& row : connections) {
      std::string id = row.id;
      all.push_back(reader.read(std::move(row), streams[id], live[id]));
    }
    return {};
  });
  if (!read) return fail(read.error());
  return all;
}

}  // namespace mooring::host
