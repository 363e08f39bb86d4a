#include "badge/badge.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host {
namespace {

// ---- words
// ---------------------------------------------------------------------------------------------------------

std::string ago(Timestamp then, Timestamp now) {
  if (now - then < std::chrono::seconds{1}) return "just now";  // also when the wall clock was set back
  return format_duration(now - then) + " ago";
}

std::string sentence(std::string text) {
  bool ended = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return ended ? text : text + ".";
}

// What was found where there is evidence, else ours. Its status and the provider's own words are in the entry that proves
// it: here stands what a person must know.
std::string told(const std::string& evidence, const std::string& otherwise) {
  const std::string found = evidence.substr(0, evidence.find(" (HTTP "));
  return sentence(found.empty() ? otherwise : found);
}

std::string plural(size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// ---- facts
// ---------------------------------------------------------------------------------------------------------

bool grant_is(const BadgeFacts& facts, GrantState state) {
  return facts.grant == state;
}
bool token_valid(const BadgeFacts& facts) {
  return !facts.disconnected && grant_is(facts, GrantState::active);
}

bool is_stale(const StreamFacts& stream, Timestamp now) {
  return !stream.last_success_at || now - *stream.last_success_at > stream.stale_after;
}

bool none_available(const BadgeFacts& facts) {
  return facts.marketplaces_selected > 0 && facts.unavailable.size() >= facts.marketplaces_selected;
}

std::string not_counted(const BadgeFacts& facts) {
  std::string text;
  if (!facts.unavailable.empty())
    text += " Not counted, because not available: " + joined(facts.unavailable) + ".";
  if (!facts.set_aside.empty())
    text +=
        " Set aside, because the provider refuses them (see the checklist): " + joined(facts.set_aside) + ".";
  return text;
}

// ---- streams, where each of many marketplaces may be in a state of its own

struct Group {                            // one stream
  const StreamFacts* first = nullptr;     // that matches: what the sentence is about
  size_t matching = 0, marketplaces = 0;  // of how many; 0: it does not run for each
  std::string noun = {};                  // "marketplace"
  const std::string& title() const { return first->title; }
  std::string label() const {  // "Campaigns of DE Shop"
    return marketplaces == 0 ? title() : title() + " of " + first->marketplace_title;
  }
  std::string share() const {  // "3 of 40 marketplaces"
    return std::to_string(matching) + " of " + plural(marketplaces, noun, noun + "s");
  }
};

Timestamp fresh_until(const StreamFacts& stream) {
  return stream.last_success_at ? *stream.last_success_at + stream.stale_after : Timestamp::min();
}

// The streams with at least one match; `worse` says which match a sentence is about.
template <class Match, class Worse>
std::vector<Group> group_streams(const BadgeFacts& facts, Match match, Worse worse) {
  std::vector<Group> groups;
  for (auto at = facts.streams.begin(); at != facts.streams.end();) {
    Group group;
    group.noun = facts.marketplace_noun;
    auto end = std::find_if(at, facts.streams.end(), [&](const auto& one) { return one.id != at->id; });
    for (; at != end; ++at) {
      if (!at->marketplace.empty()) ++group.marketplaces;
      if (!match(*at)) continue;
      ++group.matching;
      if (!group.first || worse(*at, *group.first)) group.first = &*at;
    }
    if (group.first) groups.push_back(group);
  }
  return groups;
}

std::vector<Group> failed_streams(const BadgeFacts& facts) {
  // The first failure whose reason is known, else the first.
  return group_streams(
      facts, [](const auto& one) { return one.last_run_failed; },
      [](const auto& a, const auto& b) { return !a.failure_message.empty() && b.failure_message.empty(); });
}

// The one that waits longest first: never synced, then by how far it is over its threshold.
std::vector<Group> stale_streams(const BadgeFacts& facts) {
  auto groups = group_streams(
      facts, [&](const auto& one) { return is_stale(one, facts.now) && !first_sync_excused(facts, one); },
      [](const auto& a, const auto& b) { return fresh_until(a) < fresh_until(b); });
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return fresh_until(*a.first) < fresh_until(*b.first);
  });
  return groups;
}

// "Orders", "Orders and 2 more streams"
std::string name_streams(const std::vector<Group>& groups) {
  std::string out = groups.front().title();
  if (groups.size() > 1) out += " and " + plural(groups.size() - 1, "more stream", "more streams");
  return out;
}

// " The first sync of Campaigns of DE Shop and 2 more is under way."
std::string joining(const BadgeFacts& facts) {
  auto groups = group_streams(
      facts, [&](const auto& one) { return first_sync_excused(facts, one); },
      [](const auto&, const auto&) { return false; });
  if (groups.empty()) return {};
  size_t slots = 0;
  for (const Group& group : groups)
    slots += group.matching;
  std::string more = slots > 1 ? " and " + std::to_string(slots - 1) + " more" : "";
  return " The first sync of " + groups.front().label() + more + " is under way.";
}

// ---- the six rules: each answers whether it applies, and why or why not
// ----------------------------------------------

struct Finding {
  bool applies = false;
  std::string because;  // a reason that stands alone when it applies
  std::string action = {};
  std::string entry_id = {};
  std::string cause = {};                // for the playbook
  const StreamFacts* failure = nullptr;  // of which the cause tells
};

std::string granted(const BadgeFacts& facts) {
  return " Access had been granted " + ago(facts.grant_issued_at, facts.now) + ".";
}

// " Connecting as the configuration says failed 2 min ago. Shop could not be asked: no answer. Tried again in 3 min."
std::string declared_failure(const BadgeFacts& facts) {
  if (facts.declared_problem.empty() || !facts.declared_tried_at) return {};
  std::string text = " Connecting as the configuration says failed " +
                     ago(*facts.declared_tried_at, facts.now) + ". " + sentence(facts.declared_problem);
  if (!facts.declared_next_at) return text + " It is tried again when the host restarts.";
  return text + (*facts.declared_next_at <= facts.now
                     ? " It is being tried again."
                     : " It is tried again in " + format_duration(*facts.declared_next_at - facts.now) +
                           ", by itself.");
}

Finding never_connected(const BadgeFacts& facts) {
  const std::string declared = declared_failure(facts);
  if (declared.empty())
    return {true, "Never connected: no account has been authorized yet.", "connect", {}, "not_connected"};
  return {true, "Never connected." + declared, "connect", facts.declared_entry_id, "declared_failed"};
}

Finding find_not_connected(const BadgeFacts& facts) {
  if (facts.disconnected)
    return {true,
            "Disconnected by the user. All data and the chosen " + facts.marketplace_noun + "s are kept.",
            "connect",
            {},
            "not_connected"};
  if (!facts.grant) return never_connected(facts);
  if (grant_is(facts, GrantState::withdrawn) || grant_is(facts, GrantState::superseded))
    return {true,
            "There is no grant in use. All data is kept." + declared_failure(facts),
            "connect",
            {},
            "not_connected"};
  return {false, "There is a grant, made " + ago(facts.grant_issued_at, facts.now) + "."};
}

Finding find_revoked(const BadgeFacts& facts) {
  if (!grant_is(facts, GrantState::revoked))
    return {false, "The provider has not said that access was withdrawn."};
  return {true,
          told(facts.grant_evidence, "The account's owner withdrew the access at the provider") +
              granted(facts) + declared_failure(facts),
          "reconnect", facts.grant_entry_id, "grant_revoked"};
}

Finding find_expired(const BadgeFacts& facts) {
  if (!grant_is(facts, GrantState::rejected))
    return {false, "The provider has not rejected the refresh token."};
  return {true,
          told(facts.grant_evidence, "The provider no longer accepts the refresh token") + granted(facts) +
              declared_failure(facts),
          "reconnect", facts.grant_entry_id, "grant_rejected"};
}

std::string failure_text(const std::vector<Group>& failed, Timestamp now) {
  const Group& group = failed.front();
  const StreamFacts& first = *group.first;
  std::string reason = first.failure_message.empty() ? "" : " " + sentence(first.failure_message);
  std::string ended = first.last_success_at ? " last succeeded " + ago(*first.last_success_at, now) + "."
                                            : " has never succeeded.";
  if (group.marketplaces == 0)
    return "The latest sync of " + name_streams(failed) + " failed." + reason + " " + group.title() + ended;
  std::string text = group.title() + ": " + group.share() + " failed: " + first.marketplace_title +
                     (reason.empty() ? "." : ":" + reason) + " It" + ended;
  if (failed.size() > 1)
    text += " " + plural(failed.size() - 1, "more stream", "more streams") + " failed too.";
  return text;
}

std::string cause_of_failure(const StreamFacts& stream) {
  return stream.failure_kind.empty() ? "internal" : stream.failure_kind;
}

Finding find_sync_error(const BadgeFacts& facts) {
  if (!token_valid(facts)) return {false, "Only looked at while the grant is in use."};
  if (!facts.connector_problem.empty())
    return {false, "The connector does not serve the connection, so no run is judged."};
  if (facts.marketplaces_selected == 0)
    return {false, "No " + facts.marketplace_noun + " is selected, so no stream counts."};
  if (none_available(facts))
    return {false, "No selected " + facts.marketplace_noun + " is available, so no stream counts."};
  auto failed = failed_streams(facts);
  if (failed.empty()) return {false, "No stream's latest finished run failed." + not_counted(facts)};
  const StreamFacts& first = *failed.front().first;
  return {
      true,  failure_text(failed, facts.now), "retry_sync", first.failure_entry_id, cause_of_failure(first),
      &first};
}

// A first sync commits page by page: long before it is over there is something to look at.
std::string first_sync_text(const std::vector<Group>& stale, const std::string& share, bool rows_held) {
  const std::string text = "irst sync of " + name_streams(stale) + " has not finished.";
  if (!share.empty()) return "The f" + text + share + " to go.";
  return rows_held ? "The f" + text + " What has come so far is there already."
                   : "No data has arrived yet: the f" + text;
}

std::string stale_text(const std::vector<Group>& stale, const BadgeFacts& facts) {
  const Group& group = stale.front();
  const StreamFacts& first = *group.first;
  std::string share = group.marketplaces == 0 ? "" : " " + group.title() + ": " + group.share();
  if (!first.last_success_at) return first_sync_text(stale, share, facts.rows_held);
  return name_streams(stale) + (stale.size() == 1 ? " is" : " are") + " out of date: " + group.label() +
         " last succeeded " + ago(*first.last_success_at, facts.now) + "; " +
         format_duration(first.stale_after) + " is the limit." + (share.empty() ? "" : share + " late.");
}

// What keeps it from running decides what there is to do: to ask for one more run would change nothing.
void tell_what_holds(Finding& finding, const BadgeFacts& facts, const StreamFacts& stream) {
  if (facts.paused_at) {
    finding.because += " Planned runs were paused " + ago(*facts.paused_at, facts.now) +
                       (facts.paused_by.empty() ? "" : " by " + facts.paused_by) + ".";
    finding.action = "resume";
    finding.entry_id = facts.pause_entry_id;
    finding.cause = "paused";
  } else if (stream.throttled) {
    finding.because +=
        " The provider throttles it: Mooring waits for as long as it is asked to, and goes on by itself.";
    finding.action.clear();
    finding.entry_id = stream.throttle_entry_id;
    finding.cause = "throttled";
  }
}

Finding find_stale(const BadgeFacts& facts) {
  if (!token_valid(facts)) return {false, "Only looked at while the grant is in use."};
  if (!facts.connector_problem.empty())
    return {true,
            sentence(facts.connector_problem) + " Nothing syncs until that is repaired.",
            {},
            {},
            "plugin_refused"};
  if (facts.marketplaces_selected == 0)
    return {true,
            "No " + facts.marketplace_noun + " is selected yet, so nothing syncs. Choose at least one.",
            "choose_marketplaces",
            {},
            "no_marketplace"};
  if (none_available(facts))
    return {true,
            "No selected " + facts.marketplace_noun + " is available, so nothing syncs." + not_counted(facts),
            "choose_marketplaces",
            {},
            "no_marketplace"};
  if (facts.streams.empty())
    return {
        true, "Every stream is switched off in the configuration, so nothing syncs.", {}, {}, "switched_off"};
  auto stale = stale_streams(facts);
  if (stale.empty())
    return {false, "Every stream succeeded within its threshold." + joining(facts) + not_counted(facts)};
  const StreamFacts& first = *stale.front().first;
  Finding finding{
      true, stale_text(stale, facts), "refresh_now", {}, first.last_success_at ? "stale" : "first_sync"};
  tell_what_holds(finding, facts, first);
  return finding;
}

Finding find_connected(const BadgeFacts& facts) {
  if (!token_valid(facts)) return {false, "Needs a grant in use."};
  if (find_sync_error(facts).applies) return {false, "A stream's latest run failed."};
  if (find_stale(facts).applies) return {false, "Not every stream succeeded within its threshold."};
  auto all = group_streams(
      facts, [](const auto& one) { return one.last_success_at.has_value(); },
      [](const auto& a, const auto& b) { return a.last_success_at < b.last_success_at; });
  auto oldest = std::min_element(all.begin(), all.end(), [](const Group& a, const Group& b) {
    return a.first->last_success_at < b.first->last_success_at;
  });
  std::string when = ago(*oldest->first->last_success_at, facts.now);
  std::string text = all.size() == 1
                         ? oldest->label() + " succeeded " + when + "."
                         : "All " + std::to_string(all.size()) + " streams succeeded; the oldest is " +
                               oldest->label() + ", " + when + ".";
  return {true, text + joining(facts) + not_counted(facts)};
}

struct Rule {
  Badge badge;
  Finding (*find)(const BadgeFacts&);
};
constexpr std::array<Rule, 6> kRules{{{Badge::not_connected, find_not_connected},
                                      {Badge::revoked, find_revoked},
                                      {Badge::expired, find_expired},
                                      {Badge::sync_error, find_sync_error},
                                      {Badge::stale, find_stale},
                                      {Badge::connected, find_connected}}};

std::string action_text(const std::string& action, const std::string& noun) {
  if (action == "connect") return "Connect";
  if (action == "reconnect") return "Reconnect";
  if (action == "retry_sync") return "Retry sync";
  if (action == "refresh_now") return "Refresh now";
  if (action == "resume") return "Resume";
  if (action == "choose_marketplaces") return "Choose " + noun + "s";
  return {};
}

}  // namespace

// Something that was added to a connection that is read already. Where nothing has been read yet, nothing is excused:
// Connected means that data arrived.
bool first_sync_excused(const BadgeFacts& facts, const StreamFacts& stream) {
  if (stream.last_success_at || !stream.joined_at || facts.now - *stream.joined_at > stream.stale_after)
    return false;
  return std::any_of(facts.streams.begin(), facts.streams.end(),
                     [](const StreamFacts& one) { return one.last_success_at.has_value(); });
}

BadgeVerdict evaluate_badge(const BadgeFacts& facts) {
  BadgeVerdict verdict;
  bool decided = false;
  for (const Rule& rule : kRules) {
    Finding finding = rule.find(facts);
    if (finding.applies && !decided) {
      decided = true;
      verdict.badge = rule.badge;
      verdict.reason = finding.because;
      verdict.action = finding.action;
      verdict.action_text = action_text(finding.action, facts.marketplace_noun);
      verdict.entry_id = finding.entry_id;
      verdict.cause = finding.cause;
      if (finding.failure) {
        verdict.cause_status = finding.failure->failure_status;
        verdict.cause_message = finding.failure->failure_message;
      }
      verdict.rules.push_back({rule.badge, true, finding.because});
    } else if (finding.applies) {
      verdict.rules.push_back({rule.badge, false,
                               "Would apply, but '" + std::string(to_title(verdict.badge)) +
                                   "' comes first: " + finding.because});
    } else {
      verdict.rules.push_back({rule.badge, false, finding.because});
    }
  }
  return verdict;
}

}  // namespace mooring::host
