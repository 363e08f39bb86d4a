#include "simulation/ads_judge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "simulation/ads_oracle.hpp"
#include "simulation/ads_report_days.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;
using amazon_simulator::ads::OracleQuery;

namespace {

// How long before its rows are committed a report may have been made.
constexpr Duration kReportAges[] = {0h, 1h, 3h, 6h};

std::string cell(const Cells& cells, const std::string& column) {
  auto found = cells.find(column);
  return found == cells.end() ? "" : found->second.value_or("");
}

class Judge {
 public:
  explicit Judge(AdsWorld& world) : world_(world), host_(world.host) {}

  Verdict run() {
    for (auto& region : world_.regions) {
      judge_list(region, "profiles", "",
                 held_rows(host_.store().file(), host_.manifest("amazon_ads"), "profiles", region.id()));
      world_.bring_back(region);  // the oracle says nothing of what is removed; the host keeps it
      for (const auto& stream : amazon_simulator::ads::oracle_streams()) {
        if (stream == "profiles") continue;
        auto held = held_rows(host_.store().file(), host_.manifest("amazon_ads"), stream, region.id());
        std::map<std::string, RowsByKey> by_profile;
        for (auto& [key, cells] : held)
          by_profile[cell(cells, "profile_id")].emplace(key, std::move(cells));
        for (const auto& [id, profile] : region.profiles)
          judge_profile(region, stream, profile, by_profile[id]);
        for (const auto& [id, rows] : by_profile)
          if (!region.profiles.contains(id))
            wrong(stream + " holds rows of the profile " + id + ", never selected");
      }
    }
    return std::move(verdict_);
  }

 private:
  void judge_profile(const AdsRegion& region, const std::string& stream, const AdsProfile& profile,
                     const RowsByKey& held) {
    if (!stream.ends_with("_performance")) {
      if (region.selected.contains(profile.row.id)) judge_list(region, stream, profile.row.id, held);
      return;
    }
    ReportDays days(host_, region, profile, stream);
    for (auto& sentence : days.wrong_coverage())
      wrong(std::move(sentence));
    verdict_.days_held += days.held_days();
    verdict_.days_lost += days.lost_days();
    judge_report(region, stream, profile, days, held);
  }

  // Lists: as they were at the last reading or, while it went on, changed. What vanished goes after two readings.
  void judge_list(const AdsRegion& region, const std::string& stream, const std::string& profile,
                  const RowsByKey& held) {
    rows::RunFilter filter{region.id(), stream, {}, RunState::succeeded, 2, profile};
    auto runs = host_.store().read([&](Session& session) { return rows::list_runs(session, filter); });
    if (runs.size() < 2) return wrong(stream + " of " + region.id() + " was not read twice");
    auto at = [&](std::optional<Timestamp> time) {
      return oracle(region, stream, profile, *time, std::nullopt, std::nullopt);
    };
    std::vector<RowsByKey> states = {at(runs[0].finished_at), at(runs[0].started_at), at(runs[1].finished_at),
                                     at(runs[1].started_at)};
    RowsByKey wanted;
    for (const auto& [key, cells] : states[0]) {
      if (!states[1].contains(key)) continue;
      auto row = held.find(key);
      const Cells* best = &cells;
      for (const auto& state : states)
        if (auto other = state.find(key); row != held.end() && other != state.end())
          if (agrees(row->second, other->second)) best = &other->second;
      wanted.emplace(key, *best);
    }
    compare(stream, held, wanted, Surplus::allowed);
    for (const auto& row : held)
      if (std::none_of(states.begin(), states.end(),
                       [&](const auto& state) { return state.contains(row.first); }))
        wrong(stream + " " + row.first + " should not be there");
  }

  // Reports: days within reach as they are now, days out of reach as they were when they were last read.
  void judge_report(const AdsRegion& region, const std::string& stream, const AdsProfile& profile,
                    const ReportDays& days, const RowsByKey& held) {
    RowsByKey wanted = oracle(region, stream, profile.row.id, world_.now(), days.first(), days.yesterday());
    RowsByKey open_held, open_wanted;
    for (const auto& [key, cells] : held) {
      auto what = days.what_is(cell(cells, "ad_product"), cell(cells, "date"));
      if (what == ReportDays::What::frozen || what == ReportDays::What::begun)
        judge_frozen(region, stream, profile.row.id, key, cells);
      else if (what == ReportDays::What::readable)
        open_held.emplace(key, cells);
      else if (what == ReportDays::What::lost || what == ReportDays::What::unwanted)
        wrong(stream + " " + key + " is held, though its day is not");
    }
    for (auto& [key, cells] : wanted) {
      auto what = days.what_is(cell(cells, "ad_product"), cell(cells, "date"));
      if (what == ReportDays::What::readable) open_wanted.emplace(key, std::move(cells));
    }
    put_names_of_reading(region, stream, profile.row.id, days, open_held, open_wanted);
    compare(stream, open_held, open_wanted, Surplus::reported);
    judge_missing_frozen(region, stream, profile, days, held);
  }

  // A frozen row was right when it was committed; the report may have been made some hours before.
  void judge_frozen(const AdsRegion& region, const std::string& stream, const std::string& profile,
                    const std::string& key, const Cells& cells) {
    ++verdict_.frozen_rows;
    Timestamp synced = parse_time(cell(cells, "_synced_at")).value();
    int64_t day = day_number(cell(cells, "date"));
    for (Duration before : kReportAges) {
      auto rows = oracle(region, stream, profile, synced - before, day, day);
      if (auto row = rows.find(key); row != rows.end() && agrees(cells, row->second)) return;
    }
    wrong(stream + " " + key + " is not as it was at " + format_time(synced));
  }

  // Traffic is settled after three days: what existed then was read before the gap.
  void judge_missing_frozen(const AdsRegion& region, const std::string& stream, const AdsProfile& profile,
                            const ReportDays& days, const RowsByKey& held) {
    if (!profile.gap) return;
    for (const auto& [key, cells] : oracle(region, stream, profile.row.id, profile.gap->from, days.first(),
                                           days.last_settled_before_gap()))
      if (days.what_is(cell(cells, "ad_product"), cell(cells, "date")) == ReportDays::What::frozen &&
          !held.contains(key))
        wrong(stream + " " + key + " is missing, though it was read before the gap");
  }

  RowsByKey oracle(const AdsRegion& region, const std::string& stream, const std::string& profile,
                   Timestamp as_of, std::optional<int64_t> first, std::optional<int64_t> last) {
    std::vector<uint64_t> profiles;
    if (!profile.empty()) profiles.push_back(std::stoull(profile));
    return ads_oracle(host_, OracleQuery{kAdsLogin, region.account.region, stream, profiles,
                                         to_unix_us(as_of), first, last});
  }

  // A report tells the names of the day on which it was read, and final days are not read again.
  void put_names_of_reading(const AdsRegion& region, const std::string& stream, const std::string& profile,
                            const ReportDays& days, const RowsByKey& held, RowsByKey& wanted) {
    const std::string column = stream == "campaign_performance" ? "campaign_name" : "ad_group_name";
    std::map<Timestamp, RowsByKey> then;
    for (auto& [key, cells] : wanted) {
      auto row = held.find(key);
      if (!cells.contains(column) || row == held.end() || cell(row->second, column) == cell(cells, column))
        continue;
      Timestamp synced = parse_time(cell(row->second, "_synced_at")).value();
      for (Duration before : kReportAges) {
        auto [rows, added] = then.try_emplace(synced - before);
        if (added)
          rows->second = oracle(region, stream, profile, synced - before, days.first(), days.yesterday());
        auto known = rows->second.find(key);
        if (known == rows->second.end() || cell(known->second, column) != cell(row->second, column)) continue;
        cells[column] = cell(row->second, column);
        break;
      }
    }
  }

  static bool agrees(const Cells& held, const Cells& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& column) {
      auto found = held.find(column.first);
      return found != held.end() && found->second == column.second;
    });
  }
  void compare(const std::string& stream, const RowsByKey& held, const RowsByKey& wanted, Surplus surplus) {
    verdict_.compared[stream] += wanted.size();
    for (auto& sentence : differences(stream, held, wanted, surplus))
      wrong(std::move(sentence));
  }
  void wrong(std::string sentence) { verdict_.wrong.push_back(std::move(sentence)); }

  AdsWorld& world_;
  SimulatedHost& host_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(AdsWorld& world) {
  return Judge(world).run();
}

}  // namespace mooring::test
