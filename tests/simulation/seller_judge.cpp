#include "simulation/seller_judge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "simulation/comparison.hpp"
#include "simulator/amazon/seller/oracle.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;
namespace simulator = amazon_simulator;

namespace {

// Amazon lists a change only after a while.
constexpr auto kListedAfter = 10min;
constexpr size_t kMomentsMax = 40;  // of commits that are looked at
// A run need not read again what it read shortly before (docs/plugins/amazon_seller): what changed since then may be held as it was.
const std::map<std::string, Duration> kReadOnceIn = {{"catalog_items", 24h}};

bool has_oracle(const std::string& stream) {
  const auto known = simulator::seller::oracle_streams();
  return std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.name == stream; });
}

class Judge {
 public:
  Judge(SimulatedHost& host, const SimulatedAccount& account, Timestamp since, Timestamp read_from)
      : host_(host), account_(account), since_(since), read_from_(read_from) {
    for (const auto& row : account.marketplaces)
      if (row.selected) marketplaces_ += (marketplaces_.empty() ? "" : ",") + row.id;
  }

  void judge(const StreamRule& rule, SellerVerdict& verdict) {
    const auto once_in = kReadOnceIn.find(rule.id);
    const Timestamp owed_from = read_from_ - (once_in == kReadOnceIn.end() ? kListedAfter : once_in->second);
    const RowsByKey before = told(rule, since_, owed_from, owed_until(rule)),
                    now = told(rule, since_, host_.clock.now());
    RowsByKey settled;  // as it is now, and was all the time
    for (const auto& [key, cells] : now)
      if (auto then = before.find(key); then != before.end() && then->second == cells)
        settled.emplace(key, cells);
    const RowsByKey held =
        held_rows(host_.store().file(), host_.manifest(account_.channel), rule.id, account_.connection_id);
    auto wrong = differences(rule.id, held, settled, Surplus::allowed);
    verdict.wrong.insert(verdict.wrong.end(), wrong.begin(), wrong.end());
    verdict.compared[rule.id] += settled.size();
    judge_moving(rule, held, {&settled, &before, &now, owed_from}, verdict);
  }

 private:
  struct Told {
    const RowsByKey *settled, *before, *now;
    Timestamp owed_from;
  };

  static bool fits(const RowsByKey& told, const std::string& key, const Cells& held) {
    const auto row = told.find(key);
    return row != told.end() && std::all_of(row->second.begin(), row->second.end(), [&](const auto& column) {
             const auto cell = held.find(column.first);
             return cell != held.end() && cell->second == column.second;
           });
  }

  // What moved while it was read is held as it was before, as it is, or as it was when it was committed. What is gone may be
  // held until a second reading misses it too (decision 0009). What no oracle ever told must not be there; held rows may be
  // older than `since`.
  void judge_moving(const StreamRule& rule, const RowsByKey& held, const Told& is, SellerVerdict& verdict) {
    std::map<std::string, RowsByKey> at_commit;
    RowsByKey all;
    for (const auto& [key, cells] : held) {
      if (is.settled->contains(key)) continue;
      const std::string committed = cells.at("_synced_at").value_or("");
      const Timestamp committed_at = parse_time(committed).value_or(Timestamp{});
      if (committed_at >= is.owed_from && !at_commit.contains(committed) && at_commit.size() < kMomentsMax)
        at_commit[committed] = told(rule, Timestamp{}, committed_at);
      if (fits(*is.before, key, cells) || fits(*is.now, key, cells) ||
          fits(at_commit[committed], key, cells)) {
        ++verdict.compared[rule.id];
        continue;
      }
      if (is.now->contains(key)) {
        verdict.wrong.push_back(rule.id + " " + key + " is held as it was at no time since it was read");
        continue;
      }
      if (cells.at("_missing_since")) continue;
      if (all.empty()) all = told(rule, Timestamp{}, host_.clock.now());
      if (!all.contains(key) && !is.before->contains(key))
        verdict.wrong.push_back(rule.id + " " + key + " should not be there");
    }
  }

  // A day that is not over has figures already, and nobody asks for them: a stream of days owes those that are.
  Timestamp owed_until(const StreamRule& rule) const {
    const RecordField* time = rule.field(rule.time_field);
    if (!time || time->type != FieldType::date) return read_from_;
    return std::chrono::floor<std::chrono::days>(read_from_) - 1s;
  }

  RowsByKey told(const StreamRule& rule, Timestamp since, Timestamp as_of, Timestamp until = {}) {
    std::string query = "/oracle?seller=" + account_.account_id + "&stream=" + rule.id +
                        "&marketplaces=" + marketplaces_ + "&as_of=" + format_time(as_of);
    if (since != Timestamp{}) query += "&since=" + format_time(since);
    if (until != Timestamp{}) query += "&until=" + format_time(until);
    auto rows = oracle_rows(host_.manifest(account_.channel), host_.control("GET", query));
    return std::move(rows[rule.id]);
  }

  SimulatedHost& host_;
  const SimulatedAccount& account_;
  const Timestamp since_, read_from_;
  std::string marketplaces_;
};

}  // namespace

SellerVerdict judge_seller(SimulatedHost& host, const SimulatedAccount& account, Timestamp since,
                           Timestamp read_from, const std::set<std::string>& only) {
  const Manifest& manifest = host.manifest(account.channel);
  const std::string kind = manifest.account_kind(account.region, account.consent);
  SellerVerdict verdict;
  Judge judge(host, account, since, read_from);
  for (const StreamRule& rule : manifest.streams) {
    if (!rule.is_for(kind) || (!only.empty() && !only.contains(rule.id))) continue;
    if (has_oracle(rule.id))
      judge.judge(rule, verdict);
    else
      verdict.without_oracle.insert(rule.id);
  }
  return verdict;
}

std::string not_read_since(SimulatedHost& host, const std::string& connection_id, Timestamp time) {
  std::map<std::pair<std::string, std::string>, StreamRow> rows;
  for (auto& row :
       host.store().read([&](Session& session) { return rows::list_streams(session, connection_id); }))
    rows[{row.stream, row.marketplace}] = row;
  std::string missing;
  const auto slots = host.engine().live(connection_id);
  if (slots.empty()) return "nothing runs";
  for (const LiveStream& slot : slots) {
    const auto row = rows.find({slot.stream, slot.marketplace});
    if (row != rows.end() && row->second.last_attempt_at && *row->second.last_attempt_at >= time &&
        row->second.last_success_at && *row->second.last_success_at >= time && !row->second.last_run_failed)
      continue;
    missing += (missing.empty() ? "" : ", ") + slot.stream + " " + slot.marketplace;
  }
  return missing;
}

bool all_read_since(SimulatedHost& host, const std::string& connection_id, Timestamp time) {
  return not_read_since(host, connection_id, time).empty();
}

}  // namespace mooring::test
