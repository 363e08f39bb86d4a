// Facts about a connection -> badge. Pure: no store, no clock, no side effects (docs/internals/badges.md has
// the table).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/models.hpp"

namespace mooring::host {

// In order of precedence: the first that matches wins.
enum class Badge { not_connected, revoked, expired, sync_error, stale, connected };
const char* to_text(Badge badge);      // "sync_error"
const char* to_title(Badge badge);     // "Sync error"
const char* to_severity(Badge badge);  // "neutral", "red", "amber", "green"

// Of one stream, or of one marketplace of a stream that runs for each; those of one stream stand together.
struct StreamFacts {
  std::string id, title;
  std::string marketplace{}, marketplace_title{};  // empty: the stream runs once for all
  std::optional<Timestamp> last_success_at;
  bool last_run_failed = false;
  std::string failure_message;  // of the latest finished run, when it failed
  std::string failure_kind{};   // a FailureKind as text
  int failure_status = 0;
  std::string failure_entry_id;  // the activity entry that proves it
  Duration stale_after{};
  // Never read, and wanted only since then, when others of the connection had been read already: for the time of its
  // threshold its first sync is under way, which makes nothing stale.
  std::optional<Timestamp> joined_at{};
  bool throttled = false;           // its run waits until the provider lets it go on
  std::string throttle_entry_id{};  // the refusal that proves it
};

struct BadgeFacts {
  Timestamp now;
  bool disconnected = false;
  std::optional<GrantState> grant;  // of the newest grant; none: never connected
  std::string grant_evidence;       // the provider's words, when the grant ended
  std::string grant_entry_id;
  Timestamp grant_issued_at;
  size_t marketplaces_selected = 0;
  std::string marketplace_noun = "marketplace";  // as the channel calls one
  std::vector<std::string>
      unavailable;  // of the selected ones, as people are told of them; they do not count
  std::vector<StreamFacts>
      streams;             // that run by themselves and are not switched off, in the manifest's order
  bool rows_held = false;  // of any of its streams; looked up only while a first sync is not over
  std::vector<std::string> set_aside;    // titles of streams that may not be read: they do not count either
  std::string connector_problem;         // why the channel's connector does not serve it; empty: it does
  std::optional<Timestamp> paused_at{};  // by a person: no planned runs since then
  std::string paused_by{}, pause_entry_id{};
  std::string
      declared_problem{};  // why what a file declares could not be connected; empty: it could, or there is none
  std::optional<Timestamp> declared_tried_at{}, declared_next_at{};
  std::string declared_entry_id{};
};

struct BadgeRule {  // one line of explain
  Badge badge;
  bool fired = false;
  std::string because;  // why it fired, or why not
};

struct BadgeVerdict {
  Badge badge = Badge::not_connected;
  std::string reason;  // one sentence
  std::string
      action;  // "connect", "reconnect", "retry_sync", "refresh_now", "choose_marketplaces", "resume", ""
  std::string action_text;       // "Reconnect"
  std::string entry_id;          // the entry that proves it; may be empty
  std::vector<BadgeRule> rules;  // all six, in order
  // Why, for the playbook: a general cause, or the kind of the failure with its status and message. Empty: all is well.
  std::string cause;
  int cause_status = 0;
  std::string cause_message;
};

BadgeVerdict evaluate_badge(const BadgeFacts& facts);

// It was never read, and that makes nothing stale yet (StreamFacts::joined_at).
bool first_sync_excused(const BadgeFacts& facts, const StreamFacts& stream);

struct GroupBadge {
  Badge worst = Badge::not_connected;
  size_t with_worst = 0, members = 0;
};
// Worst first: revoked, expired, sync error, stale, not connected, connected.
GroupBadge evaluate_group(const std::vector<Badge>& members);

}  // namespace mooring::host
