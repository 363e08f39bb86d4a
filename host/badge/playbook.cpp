#include "badge/playbook.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mooring::host {
namespace {

bool fits(const PlaybookRule& rule, const FailureFacts& failure) {
  return rule.kind == failure.kind && (!rule.status || *rule.status == failure.status) &&
         (rule.text_contains.empty() || contains_ignoring_case(failure.message, rule.text_contains));
}

const PlaybookEntry* general(const std::string& cause) {
  const auto all = general_playbook();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.cause == cause; });
  return found == all.end() ? nullptr : &*found;
}

std::string or_else(const std::string& text, const std::string& otherwise) {
  return text.empty() ? otherwise : text;
}

PlaybookEntry of_rule(const Manifest& manifest, const PlaybookRule& rule) {
  static const PlaybookEntry kNothing{};
  const PlaybookEntry* known = general(rule.kind);
  const PlaybookEntry& base = known ? *known : kNothing;
  return {manifest.id + "." + rule.id,
          rule.kind,
          manifest.id,
          rule.title,
          rule.what_happened,
          or_else(rule.mooring_does, base.mooring_does),
          rule.you_can,
          or_else(rule.ticket_when, base.ticket_when),
          or_else(rule.ticket_paste, base.ticket_paste),
          rule.ticket_url};
}

// A call that failed, by its answer: entries of earlier versions do not tell the kind of a failure.
std::string kind_of_status(int status) {
  if (status == 0) return "internal";
  if (status == 429) return "throttled";
  if (status >= 500) return "server";
  if (status == 401 || status == 403) return "permission";
  return "request_rejected";
}

std::string kind_of_entry(const ActivityRow& entry) {
  if (entry.kind == "token.revoked") return "grant_revoked";
  if (entry.kind == "token.rejected") return "grant_rejected";
  if (entry.kind == "token.application_rejected") return "application_rejected";
  if (entry.kind == "watchdog.overdue") return "overdue";
  if (entry.kind == "run.empty") return "brings_nothing";
  if (entry.kind == "permission.lost") return "permission";
  if (!entry.failure_kind.empty()) return entry.failure_kind;
  const bool call_failed =
      entry.kind == "request.failed" || entry.kind == "token.refresh_failed" || entry.kind == "run.failed";
  if (!call_failed || entry.severity == Severity::info) return {};
  return kind_of_status(entry.status);
}

}  // namespace

std::vector<PlaybookEntry> playbook_of(const Manifest* manifest) {
  std::vector<PlaybookEntry> all;
  if (manifest)
    for (const PlaybookRule& rule : manifest->playbook)
      all.push_back(of_rule(*manifest, rule));
  const auto known = general_playbook();
  all.insert(all.end(), known.begin(), known.end());
  return all;
}

std::string cause_of(const FailureFacts& failure, const Manifest* manifest) {
  if (failure.kind.empty() || failure.kind == "cancelled") return {};
  if (manifest)
    for (const PlaybookRule& rule : manifest->playbook)
      if (fits(rule, failure)) return manifest->id + "." + rule.id;
  return general(failure.kind) ? failure.kind : "internal";
}

std::string cause_of(const BadgeVerdict& verdict, const Manifest* manifest) {
  return cause_of({verdict.cause, verdict.cause_status, verdict.cause_message}, manifest);
}

std::string cause_of(const ActivityRow& entry, const Manifest* manifest) {
  return cause_of({kind_of_entry(entry), entry.status, entry.message}, manifest);
}

}  // namespace mooring::host
