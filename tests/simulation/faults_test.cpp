// Everything that can go wrong at Amazon, one trouble after the other, on both channels: while it lasts, badge, advice and activity log
// say what is true; when it is over, the connection is Connected again and holds what the oracle says, and nobody had to click.
// MOORING_FAULT=<part of a name> tries only those.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "badge/playbook.hpp"
#include "base/text.hpp"
#include "simulation/fault_lab.hpp"
#include "simulation/fault_table.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kStep = 5min;
constexpr auto kFirstSyncAtMost = 12h;
constexpr auto kReadAgainAtMost = 24h;
constexpr size_t kSentencesShown = 4;
constexpr size_t kFaultsWanted = 40;

bool is_red(Badge badge) {
  return badge == Badge::revoked || badge == Badge::expired;
}

// What became of one row of the table.
struct Outcome {
  std::vector<std::string> wrong;
  std::optional<Duration> shown_after, connected_after;
  size_t compared = 0;
};

class Trial {
 public:
  Trial(FaultLab& lab, const FaultRow& row) : lab_(lab), row_(row) {}

  Outcome run() {
    struck_at_ = lab_.now();
    lab_.strike(row_.fault);
    if (row_.first_sync) lab_.begin();
    watch_while_it_lasts();
    if (row_.counted && !lab_.struck()) wrong("the fault never struck");
    check_proof();
    ended_at_ = lab_.now();
    if (row_.repair == Repair::reconnect)
      lab_.reconnect();  // while the fault lasts on: only the old grant is concerned
    else
      lab_.end_fault();
    come_back();
    lab_.end_fault();
    return std::move(out_);
  }

 private:
  void wrong(std::string sentence) { out_.wrong.push_back(std::move(sentence)); }
  const Manifest* manifest() const { return &lab_.manifest(); }
  bool shows_trouble() const { return row_.badge != Badge::connected; }

  // At every step the badge is either what it was before the fault was noticed, or what the row says; once shown it stays.
  void watch_while_it_lasts() {
    // A step lasts until something happens: longer, or no time at all where nothing ever will.
    Duration passed{};
    for (Duration steps = kStep; passed < row_.lasts; steps += kStep) {
      lab_.host.run_for(kStep);
      passed = std::max<Duration>(steps, lab_.now() - struck_at_);
      const ConnectionStatus status = lab_.look();
      const BadgeVerdict& verdict = status.verdict;
      if (is_red(verdict.badge) && !is_red(row_.badge)) return wrong("turned red: " + verdict.reason);
      if (verdict.badge == row_.badge) {
        if (!out_.shown_after) out_.shown_after = passed;
        if (shows_trouble() && row_.state.empty()) check_verdict(verdict);
      } else if (shows_trouble() ? out_.shown_after || verdict.badge != Badge::connected : !joins(verdict)) {
        wrong(std::string("is ") + to_title(verdict.badge) + " after " + format_duration(passed) + ": " +
              verdict.reason);
      }
      if (out_.wrong.size() >= kSentencesShown) return;
    }
    if (!row_.state.empty()) check_state();
    if (!out_.shown_after) wrong(std::string("never was ") + to_title(row_.badge));
  }
  // While a call is under way it runs, and the advice is that of any other: what is told of the state is judged in it.
  void check_state() {
    std::string seen;
    BadgeVerdict verdict;
    const bool reached = lab_.host.run_until(
        [&] {
          seen.clear();
          const ConnectionStatus status = lab_.look();
          verdict = status.verdict;
          for (const StreamStatus& stream : status.streams) {
            const bool is_so =
                stream.live.state == row_.state && stream.live.until && *stream.live.until >= lab_.now();
            if (is_so && (!shows_trouble() || verdict.cause == row_.kind)) return true;
            seen += " " + stream.live.state;
          }
          return false;
        },
        kStep);
    if (!reached)
      wrong("no stream is " + row_.state + " with a time when it goes on:" + seen +
            ", and: " + verdict.reason);
    else if (shows_trouble())
      check_verdict(verdict);
  }
  // A new connection is not Connected before its first sync is over.
  bool joins(const BadgeVerdict& verdict) const {
    return row_.first_sync && verdict.badge == Badge::stale && verdict.cause == "first_sync";
  }

  void check_verdict(const BadgeVerdict& verdict) {
    const auto expect = [&](const char* what, const std::string& is, const std::string& should) {
      if (is != should)
        wrong(std::string(what) + " is '" + is + "', not '" + should + "': " + verdict.reason);
    };
    expect("the action", verdict.action, row_.action);
    expect("the kind", verdict.cause, row_.kind);
    const std::string cause = cause_of(verdict, manifest());
    expect("the cause", cause, row_.cause);
    const auto playbook = playbook_of(manifest());
    if (std::none_of(playbook.begin(), playbook.end(),
                     [&](const auto& one) { return one.cause == cause && !one.you_can.empty(); }))
      wrong("the playbook has no advice for " + cause);
    if (row_.badge != Badge::stale)
      check_entry_of_badge(verdict);  // no single entry proves that nothing came
  }

  // An entry keeps the status and not the kind: who refuses an application, or sends too much, is told by the run only.
  bool tells_cause(const ActivityRow& entry) const {
    return row_.kind != "application_rejected" && !(row_.kind == "bad_response" && entry.status == 0);
  }

  // The entry that the badge names.
  void check_entry_of_badge(const BadgeVerdict& verdict) {
    const auto entry = lab_.host.store().read(
        [&](Session& session) { return rows::find_activity(session, verdict.entry_id); });
    if (!entry) return wrong("the badge names no entry");
    const bool grant = is_red(row_.badge);
    const bool provider = row_.kind == "throttled" || row_.kind == "server" || row_.kind == "network";
    const Severity severity = provider ? Severity::warning : Severity::error;
    if (entry->at < struck_at_) wrong("the badge names an entry from before");
    if (entry->kind != (grant ? row_.proof.kind : "run.failed"))
      wrong("the badge names an entry of kind " + entry->kind);
    if (entry->status != row_.proof.status)
      wrong("the badge's entry has the status " + std::to_string(entry->status));
    if (entry->severity != severity)
      wrong(std::string("the badge's entry has the severity ") + to_text(entry->severity));
    const auto advice = cause_of(*entry, manifest());
    if (tells_cause(*entry) && advice != row_.cause)
      wrong("the badge's entry advises '" + advice + "', not '" + row_.cause + "': " + entry->message);
  }

  void check_proof() {
    const Proof& proof = row_.proof;
    rows::ActivityFilter filter;
    filter.connection_id = lab_.id();
    filter.since = struck_at_;
    filter.kind_prefix = proof.kind;
    filter.limit = 500;
    const auto entries =
        lab_.host.store().read([&](Session& session) { return rows::list_activity(session, filter); });
    std::string seen;
    for (const auto& entry : entries) {
      const bool fits = entry.kind == proof.kind && entry.status == proof.status &&
                        entry.severity == proof.severity && entry.operation.ends_with(proof.operation);
      if (fits) return;
      if (proof.kind.empty() && entry.severity != Severity::info)
        return wrong("the log complains: " + entry.kind + " " + entry.message);
      seen = "; for example: " + entry.kind + " " + std::to_string(entry.status) + " " + entry.operation +
             " " + to_text(entry.severity) + " " + entry.message;
    }
    if (!proof.kind.empty())
      wrong("no entry " + proof.kind + " with " + std::to_string(proof.status) + " at " + proof.operation +
            seen);
  }

  void come_back() {
    while (lab_.now() - ended_at_ < kReadAgainAtMost) {
      const ConnectionStatus status = lab_.look();
      if (is_red(status.verdict.badge) && row_.repair == Repair::time)
        return wrong("turned red after the end: " + status.verdict.reason);
      const bool connected = status.verdict.badge == Badge::connected;
      if (connected && !out_.connected_after) out_.connected_after = lab_.now() - ended_at_;
      if (!connected && out_.connected_after)
        return wrong("did not stay Connected: " + status.verdict.reason);
      if (connected && lab_.read_since(ended_at_, 2)) return judge_end();
      lab_.host.run_for(kStep);
    }
    wrong(out_.connected_after ? "not everything was read again"
                               : "never was Connected again: " + lab_.look().verdict.reason);
  }

  void judge_end() {
    if (*out_.connected_after > row_.within)
      wrong("was Connected only after " + format_duration(*out_.connected_after));
    for (const RunRow& run : lab_.host.runs(lab_.id(), 1000))
      if (run.queued_at >= struck_at_ && run.trigger == "manual") wrong("somebody asked for a run");
    for (auto& sentence : lab_.wrong_rows(out_.compared))
      wrong(std::move(sentence));
    if (out_.compared == 0) wrong("nothing was compared");
  }

  FaultLab& lab_;
  const FaultRow& row_;
  Timestamp struck_at_, ended_at_;
  Outcome out_;
};

std::string line_of(const FaultRow& row, const Outcome& outcome) {
  const auto took = [](const std::optional<Duration>& time) { return time ? format_duration(*time) : "-"; };
  std::ostringstream line;
  line << (outcome.wrong.empty() ? "ok    " : "WRONG ") << row.channel << " | " << row.name << " | "
       << to_title(row.badge) << " after " << took(outcome.shown_after) << " | Connected after "
       << took(outcome.connected_after) << " | " << outcome.compared << " rows\n";
  for (size_t i = 0; i < outcome.wrong.size() && i < kSentencesShown; ++i)
    line << "        " << outcome.wrong[i] << "\n";
  return line.str();
}

bool is_wanted(const FaultRow& row) {
  const char* wanted = std::getenv("MOORING_FAULT");
  return !wanted || (row.channel + " " + row.name).find(wanted) != std::string::npos;
}

// A connection at rest; each row leaves one behind, unless something was wrong with it.
class Labs {
 public:
  FaultLab& at_rest(const std::string& channel, const std::string& part) {
    if (lab_ && lab_->account.channel == channel && lab_->part() == part) return *lab_;
    make(channel, part).begin();
    const Timestamp begun = lab_->now() - 1min;
    if (!lab_->host.run_until([&] { return lab_->read_since(begun, 1); }, kFirstSyncAtMost))
      throw std::runtime_error("the first sync of " + channel + " does not end");
    return *lab_;
  }
  FaultLab& make(const std::string& channel, const std::string& part) {
    lab_.reset();
    lab_ = std::make_unique<FaultLab>(MOORING_PLUGINS, channel, part);
    return *lab_;
  }
  void drop() { lab_.reset(); }

 private:
  std::unique_ptr<FaultLab> lab_;
};

}  // namespace

TEST_CASE("every fault has the right badge, entry and advice, and leaves nothing behind") {
  Labs labs;
  std::string report;
  for (const FaultRow& row : fault_table()) {
    if (!is_wanted(row)) continue;
    INFO(row.channel << ": " << row.name);
    FaultLab& lab = row.first_sync ? labs.make(row.channel, row.part) : labs.at_rest(row.channel, row.part);
    const Outcome outcome = Trial(lab, row).run();
    report += line_of(row, outcome);
    for (size_t i = 0; i < outcome.wrong.size() && i < kSentencesShown; ++i)
      UNSCOPED_INFO(outcome.wrong[i]);
    CHECK(outcome.wrong.empty());
    if (!outcome.wrong.empty()) labs.drop();
  }
  if (report.find("WRONG") != std::string::npos) WARN(report);
}

TEST_CASE("the table holds enough faults for each channel") {
  std::map<std::string, std::set<std::string>> names;
  for (const FaultRow& row : fault_table())
    CHECK(names[row.channel].insert(row.name).second);
  for (const char* channel : {"amazon_seller", "amazon_ads"}) {
    INFO(channel);
    CHECK(names[channel].size() >= kFaultsWanted);
  }
}
