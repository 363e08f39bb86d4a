// The status of connections as the console shows it: facts from the store, the badge, and what the engine is
// doing. Any thread; reads only.
#pragma once
#include "badge/badge.hpp"
#include "config/config.hpp"
#include "plugins/registry.hpp"
#include "store/database.hpp"
#include "store/rows.hpp"
#include "store/rows_marks.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

struct SlotStatus {           // what has runs of its own: a stream, or one marketplace of it
  std::string marketplace{};  // empty: the stream runs once for all
  std::optional<Timestamp> last_success_at{}, last_attempt_at{};
  std::string last_run_id{};
  bool last_run_failed = false;
  std::string failure_kind{}, failure_message{};
  int consecutive_failures = 0;
  std::string notice{};
  std::optional<Timestamp> data_until{};            // how far the data reaches, whatever the time of the sync
  std::optional<Timestamp> brings_nothing_since{};  // though its runs usually bring rows (sync/yield.hpp)
  std::optional<Timestamp> first_wanted_at{};       // as SlotFactsRow
  bool set_aside = false;           // it may not be read: no planned runs, and no word in the badge
  std::string set_aside_because{};  // the state of its probe (store/rows_probes.hpp): a role, or not there
  LiveStream live{};
};

// What data_until of a stream means.
enum class DataUntil {
  unknown,        // the stream is a listing, as of its last success; or nothing is held yet
  covered,        // everything before it is held
  newest_record,  // the time of the newest record; later ones may not have happened, or may be missing
};
const char* to_text(DataUntil kind);

struct StreamStatus : SlotStatus {  // its worst where there are several: see summarize()
  std::string id, title, fed_by;
  bool enabled = true;  // false: switched off in the configuration, here or for the stream that feeds it
  StreamScope scope = StreamScope::connection;
  Duration interval{}, stale_after{}, lookback{};
  DataUntil data_until_is = DataUntil::unknown;
  bool restated = false;  // what is younger than the look-back is still corrected by the provider
  bool lists = false;     // of mode snapshot: its data is as of its last success
  int64_t rows = 0;       // only with StatusReader::Options::count_rows
  std::vector<SlotStatus> marketplaces;  // of scope marketplace: the selected ones that are available
};

// Pure: oldest success (none when one has none), latest attempt, any failure, the busiest live state. Which state is the
// busiest: running, waiting for the budget, retrying, sleeping, queued, idle.
void summarize(StreamStatus& stream, const std::string& noun = "marketplace");
int busyness(const std::string& live_state);  // larger: busier; 0: idle

struct ConnectionStatus {
  ConnectionRow connection;
  std::optional<GrantRow> grant;
  std::vector<MarketplaceRow> marketplaces;
  std::optional<Timestamp> chosen_at;  // when marketplaces were chosen last
  std::vector<StreamStatus> streams;
  BadgeFacts facts;
  BadgeVerdict verdict;
  std::optional<PauseRow> pause;  // no planned runs; the badge tells the truth all the same
  std::vector<std::string> tags;  // sorted
};

// Up to when everything of the connection is held: the worst of its streams whose coverage is known, else the newest
// record of the others. Nothing: only listings, or nothing is held yet.
struct DataAge {
  std::optional<Timestamp> until{};
  DataUntil is = DataUntil::unknown;
  std::string stream{}, marketplace{};  // which is the worst
  bool restated = false;
};
DataAge data_age(const ConnectionStatus& status);

// The latest one of any stream or marketplace; nothing: none ever succeeded. Pure.
std::optional<Timestamp> last_success(const ConnectionStatus& status);

// Available, not chosen, and first seen after somebody chose: what the console announces.
bool is_new(const ConnectionStatus& status, const MarketplaceRow& marketplace);

class StatusReader {
 public:
  struct Options {
    bool count_rows = false;
    bool each_failure = false;  // the reason of every failed marketplace; else of the first of each stream
  };
  StatusReader(const Database& database, const PluginRegistry& registry, const Config& config,
               const SyncEngine* engine, const Clock& clock);
  // engine may be null (the command line without a running host): then nothing is live.
  Result<std::optional<ConnectionStatus>> find(const std::string& connection_id, Options options) const;
  Result<std::vector<ConnectionStatus>> list(const rows::ConnectionFilter& filter, Options options) const;
  // Those of them that there are, in this order.
  Result<std::vector<ConnectionStatus>> list_of(const std::vector<std::string>& ids, Options options) const;

 private:
  const Database& database_;
  const PluginRegistry& registry_;
  const Config& config_;
  const SyncEngine* engine_;
  const Clock& clock_;
};

}  // namespace mooring::host
