#include "simulation/fault_lab.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "simulation/ads_oracle.hpp"
#include "simulation/comparison.hpp"
#include "simulation/seller_judge.hpp"
#include "simulator/amazon/ads/time_zones.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;
namespace simulator = amazon_simulator;

namespace {

constexpr int64_t kDay_us = 86'400'000'000;
constexpr int64_t kDaysReadAlways = 2;  // of performance, at every run, beside today
constexpr char kRegion[] = "NA";
const std::string kAdsStreams[] = {"profiles", "campaigns", "keywords", "campaign_performance"};
constexpr char kAdsSettings[] = R"({"history_days":"7","archived_hours":"1","restated_days":"1"})";

const std::vector<std::string>& streams_of(const std::string& part) {
  static const std::map<std::string, std::vector<std::string>> kStreams = {
      {"", {"orders"}}, {"reports", {"listings", "transactions"}}, {"vendor", {"vendor_orders"}}};
  return kStreams.at(part);
}

SimulatedHost::Options options(const std::filesystem::path& plugins, bool seller, const std::string& part) {
  SimulatedHost::Options options{plugins, 7};
  options.world.sellers = seller ? 1 : 3;
  options.world.vendors = part == "vendor" ? 1 : options.world.vendors;
  options.world.orders = seller ? 700 : 1;
  options.world.history_days = 60;
  options.world.budget_scale = 20;
  options.world.ads_profiles = 1;
  options.world.ads_campaigns = 6;
  options.world.ads_keywords = 24;
  options.world.ads_report_fail_percent = 0;  // only what the table asks for
  if (!part.empty()) options.world.orders = 120;
  auto& selling = options.channels["amazon_seller"];
  keep_only(selling, declared_by(plugins, "amazon_seller"), streams_of(part));
  if (!part.empty())
    for (const std::string& stream : streams_of(part))
      selling.streams[stream].interval = 2h;
  auto& streams = options.channels["amazon_ads"].streams;
  for (const auto& stream : simulator::ads::oracle_streams())
    if (std::find(std::begin(kAdsStreams), std::end(kAdsStreams), stream) == std::end(kAdsStreams))
      streams[stream].enabled = false;
  for (const auto& stream : kAdsStreams)
    streams[stream].interval = stream == "campaign_performance" ? 3h : 90min;
  return options;
}

std::string date_text(int64_t day) {
  return format_time(from_unix_us(day * kDay_us)).substr(0, 10);
}

std::string cell(const Cells& cells, const std::string& column) {
  auto found = cells.find(column);
  return found == cells.end() ? "" : found->second.value_or("");
}

bool agrees(const Cells& held, const Cells& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& column) {
    auto found = held.find(column.first);
    return found != held.end() && found->second == column.second;
  });
}

// What was read between two moments is right when it is as it was at one of them.
RowsByKey as_held(const RowsByKey& held, RowsByKey wanted, const RowsByKey& otherwise) {
  for (auto& [key, cells] : wanted) {
    auto row = held.find(key);
    auto other = otherwise.find(key);
    if (row != held.end() && other != otherwise.end() && agrees(row->second, other->second))
      cells = other->second;
  }
  return wanted;
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

FaultLab::FaultLab(const std::filesystem::path& plugins, const std::string& channel, const std::string& part)
    : host(options(plugins, channel == "amazon_seller", part)),
      part_(part),
      seller_(channel == "amazon_seller") {
  if (!seller_)
    account = ads_account(host.simulator(), kRegion);
  else
    account = part == "vendor" ? vendor_account(host.simulator(), host.manifest(channel))
                               : seller_account(host.simulator());
  if (!part.empty())  // each store more has the same runs once more
    for (size_t i = 1; i < account.marketplaces.size(); ++i)
      account.marketplaces[i].selected = false;
  host.connect(account, !seller_ ? kAdsSettings : part.empty() ? "{}" : R"({"history_days":"30"})");
}

void FaultLab::begin() {
  host.start();
}

void FaultLab::strike(const std::string& json) {
  if (json.empty()) return host.refuse_disk(true);
  std::string fault = json;
  if (auto at = fault.find("{holder}"); at != std::string::npos)
    fault.replace(at, 8, seller_ ? account.account_id : kAdsLogin);
  host.control("POST", "/faults", fault);
}

void FaultLab::end_fault() {
  host.control("DELETE", "/faults");
  host.refuse_disk(false);
}

bool FaultLab::struck() {
  const auto faults = host.simulator().world().faults.list();
  return std::any_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.hits > 0; });
}

void FaultLab::reconnect() {
  auto& world = host.simulator().world();
  const std::string holder =
      seller_ ? account.account_id : simulator::ads::grant_holder(kAdsLogin, account.region);
  host.reconnect(id(), Secret(world.new_refresh_token(holder, simulator::kDemoClientId)));
}

ConnectionStatus FaultLab::look() {
  const StatusReader reader(host.store().database(), host.registry(), host.config(), &host.engine(),
                            host.clock);
  auto found = reader.find(id(), {});
  if (!found || !*found) throw std::runtime_error("the connection is gone");
  return std::move(**found);
}

std::vector<FaultLab::Slot> FaultLab::slots() const {
  std::vector<Slot> all;
  if (seller_) {
    for (const std::string& stream : streams_of(part_)) {
      const bool one = manifest().stream(stream)->scope == StreamScope::connection;
      all.push_back({stream, one ? "" : account.marketplaces.front().id});
    }
    return all;
  }
  for (const auto& stream : kAdsStreams) {
    if (manifest().stream(stream)->scope == StreamScope::connection) {
      all.push_back({stream, ""});
      continue;
    }
    for (const auto& row : account.marketplaces)
      if (row.selected) all.push_back({stream, row.id});
  }
  return all;
}

std::vector<RunRow> FaultLab::good_runs(const Slot& slot, size_t limit) {
  const rows::RunFilter filter{id(), slot.stream, {}, RunState::succeeded, limit, slot.marketplace};
  return host.store().read([&](Session& session) { return rows::list_runs(session, filter); });
}

bool FaultLab::read_since(Timestamp time, size_t times) {
  const auto all = slots();
  const bool read = std::all_of(all.begin(), all.end(), [&](const Slot& slot) {
    const auto runs = good_runs(slot, times);
    return runs.size() == times && *runs.back().started_at > time;
  });
  if (!read) return false;
  const auto rows = host.store().read([&](Session& session) { return rows::list_streams(session, id()); });
  return std::none_of(rows.begin(), rows.end(), [](const StreamRow& row) { return row.last_run_failed; });
}

std::vector<std::string> FaultLab::wrong_rows(size_t& compared) {
  if (!part_.empty()) return wrong_part(compared);
  if (seller_) return wrong_orders(compared);
  std::vector<std::string> wrong;
  for (const Slot& slot : slots())
    append(wrong,
           slot.stream.ends_with("_performance") ? wrong_days(slot, compared) : wrong_list(slot, compared));
  return wrong;
}

// As of a little before the last run: Amazon tells of a change some minutes late.
std::vector<std::string> FaultLab::wrong_orders(size_t& compared) {
  const Timestamp as_of = *good_runs(slots().front(), 1).front().started_at - 10min;
  std::string selected;
  for (const auto& row : account.marketplaces)
    selected += (selected.empty() ? "" : ",") + row.id;
  const auto oracle = oracle_rows(
      manifest(),
      host.control("GET", "/oracle?seller=" + account.account_id + "&marketplaces=" + selected +
                              "&settled=1&by=updated&since=" + format_time(as_of - std::chrono::days{300}) +
                              "&as_of=" + format_time(as_of)));
  std::vector<std::string> wrong;
  for (const auto& [stream, wanted] : oracle) {
    compared += wanted.size();
    append(wrong, differences(stream, held_rows(host.store().file(), manifest(), stream, id()), wanted,
                              Surplus::allowed));
  }
  return wrong;
}

// Transactions are left out: what becomes of one later is read once a day, so they are not as they are told at every moment.
std::vector<std::string> FaultLab::wrong_part(size_t& compared) {
  Timestamp read_from = now();
  for (const Slot& slot : slots())
    read_from = std::min(read_from, *good_runs(slot, 1).front().started_at);
  std::set<std::string> judged(streams_of(part_).begin(), streams_of(part_).end());
  judged.erase("transactions");
  const auto verdict = judge_seller(host, account, now() - std::chrono::days{20}, read_from, judged);
  for (const auto& [stream, rows] : verdict.compared)
    compared += rows;
  return verdict.wrong;
}

std::vector<std::string> FaultLab::wrong_list(const Slot& slot, size_t& compared) {
  const auto held = held_rows(host.store().file(), manifest(), slot.stream, id());
  const auto at = [&](Timestamp time) {
    std::vector<uint64_t> profiles;
    if (!slot.marketplace.empty()) profiles.push_back(std::stoull(slot.marketplace));
    return ads_oracle(host, {kAdsLogin, kRegion, slot.stream, profiles, to_unix_us(time), {}, {}});
  };
  const RunRow last = good_runs(slot, 1).front();
  const RowsByKey before = at(*last.started_at);
  RowsByKey wanted = at(*last.finished_at);
  // What came while it was read may have been missed; what went may have been seen.
  std::erase_if(wanted, [&](const auto& row) { return !before.contains(row.first); });
  RowsByKey own;
  for (const auto& [key, cells] : held) {
    const bool other = !slot.marketplace.empty() && cell(cells, "profile_id") != slot.marketplace;
    if (!other && (wanted.contains(key) || !before.contains(key))) own.emplace(key, cells);
  }
  compared += wanted.size();
  return differences(slot.stream, own, as_held(own, std::move(wanted), before), Surplus::reported);
}

// The days that every run reads again, as they were then.
std::vector<std::string> FaultLab::wrong_days(const Slot& slot, size_t& compared) {
  const RunRow last = good_runs(slot, 1).front();
  const auto zone =
      std::find_if(account.marketplaces.begin(), account.marketplaces.end(), [&](const auto& row) {
        return row.id == slot.marketplace;
      })->time_zone;
  const int64_t today = simulator::ads::local_time(zone, to_unix_us(*last.started_at)).day;
  const int64_t from = today - kDaysReadAlways, until = today - 1;
  const auto at = [&](Timestamp time) {
    return ads_oracle(
        host,
        {kAdsLogin, kRegion, slot.stream, {std::stoull(slot.marketplace)}, to_unix_us(time), from, until});
  };
  RowsByKey held = held_rows(host.store().file(), manifest(), slot.stream, id());
  std::erase_if(held, [&](const auto& row) {
    const std::string date = cell(row.second, "date");
    return cell(row.second, "profile_id") != slot.marketplace || date < date_text(from) ||
           date > date_text(until);
  });
  // A report may have been asked for in the run before.
  const RunRow before = good_runs(slot, 2).back();
  const RowsByKey wanted =
      as_held(held, as_held(held, at(*last.finished_at), at(*last.started_at)), at(*before.started_at));
  compared += wanted.size();
  return differences(slot.stream, held, wanted, Surplus::reported);
}

}  // namespace mooring::test
