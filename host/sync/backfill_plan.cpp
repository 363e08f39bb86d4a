#include "sync/backfill_plan.hpp"

#include <algorithm>

#include "base/limits_backfill.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

using std::chrono::days;

constexpr const char* kHistorySetting = "history_days";
constexpr int kHistoryDaysDefault = 365;

bool holds(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

std::string day_words(Timestamp day) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(std::chrono::floor<days>(day));
  return std::to_string(unsigned(date.day())) + " " + kMonths[unsigned(date.month()) - 1] + " " +
         std::to_string(int(date.year()));
}

std::string date_of(Timestamp day) {
  return format_time(day).substr(0, 10);
}

Status check_range(const BackfillRequest& request, Timestamp now) {
  if (request.from >= request.to)
    return fail("backfill_range_invalid", "The range ends before it begins", "Give from before to");
  if (request.from >= now || request.to > ceil_day(now))
    return fail("range_in_future", "The range reaches into the future",
                "The last day that can be asked for is " + date_of(now));
  if (request.to - request.from > days{limits::kBackfillDaysMax})
    return fail("range_too_long",
                "The range has more than " + std::to_string(limits::kBackfillDaysMax) + " days",
                "Ask for it in several backfills");
  return {};
}

// The streams with runs of their own that are meant. A fed stream comes with the one that feeds it.
Result<std::vector<const StreamRule*>> streams_of(const BackfillRequest& request, const RangeSlots& slots) {
  const Manifest& manifest = *slots.setup.manifest;
  std::vector<const StreamRule*> rules;
  for (const std::string& name : request.streams) {
    const StreamRule* rule = manifest.stream(name);
    if (rule && !rule->fed_by.empty()) rule = manifest.stream(rule->fed_by);
    if (rule && !rule->is_for(slots.setup.account_kind))
      return fail("stream_unknown", "The stream '" + rule->id + "' is not for accounts of this kind",
                  "GET /api/v1/connections/{id}/streams lists those of this connection");
    if (!rule)
      return fail("stream_unknown", manifest.name + " has no stream '" + clean_line(name, 80) + "'",
                  "GET /api/v1/connections/{id}/streams lists them");
    if (!rule->backfill)
      return fail("stream_not_backfillable", "The stream '" + rule->id + "' cannot be asked for a range",
                  rule->mode == StreamMode::snapshot ? "It is a listing: every run reads all of it"
                                                     : "It continues at its cursor by itself");
    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
  }
  if (!request.streams.empty()) return rules;
  for (const StreamRule& rule : manifest.streams)
    if (rule.backfill && rule.is_for(slots.setup.account_kind)) rules.push_back(&rule);
  if (rules.empty())
    return fail("stream_not_backfillable", manifest.name + " has no stream that can be asked for a range",
                "Its streams continue at their cursors by themselves");
  return rules;
}

Status check_marketplaces(const BackfillRequest& request, const RangeSlots& slots) {
  for (const std::string& wanted : request.marketplaces)
    if (std::none_of(slots.marketplaces.begin(), slots.marketplaces.end(),
                     [&](const auto& one) { return one.id == wanted; }))
      return fail("marketplace_unknown",
                  capitalized(slots.setup.manifest->marketplace_noun) + " " + clean_line(wanted, 80) +
                      " is not chosen, or not available",
                  "GET /api/v1/connections/{id}/marketplaces lists them");
  return {};
}

// Only when nothing of the request's beginning is to be had anywhere: else the shorter streams are clipped.
Status check_retention(const BackfillRequest& request, const std::vector<const StreamRule*>& rules,
                       Timestamp now) {
  std::optional<Timestamp> earliest;
  for (const StreamRule* rule : rules) {
    const auto own = earliest_day(*rule, now);
    if (!own) return {};
    earliest = earliest ? std::min(*earliest, *own) : *own;
  }
  if (!earliest || floor_day(request.from) >= *earliest) return {};
  return fail("range_beyond_retention",
              "The provider no longer has anything from before " + date_of(*earliest),
              "The earliest day that can be asked for is " + date_of(*earliest));
}

std::optional<BackfillPartRow> part_of(const BackfillRequest& request, const RangeSlots::Slot& slot,
                                       Timestamp now, std::vector<BackfillSkip>& skipped) {
  const StreamRule& rule = *slot.rule;
  const bool whole_days = rule.mode == StreamMode::window;
  BackfillPartRow part;
  part.stream = rule.id;
  part.marketplace = slot.marketplace;
  part.from = whole_days ? floor_day(request.from) : request.from;
  part.to = whole_days ? std::min(ceil_day(request.to), floor_day(now)) : std::min(request.to, now);
  if (part.to <= part.from) {
    skipped.push_back({rule.id, slot.marketplace, "The day is not over"});
    return std::nullopt;
  }
  if (const auto earliest = earliest_day(rule, now); earliest && part.from < *earliest) {
    const Timestamp until = std::min(*earliest, part.to);
    skipped.push_back(
        {rule.id, slot.marketplace, "The provider no longer has " + range_words(part.from, until)});
    part.from = until;
  }
  part.position = part.from;
  return part.to > part.from ? std::optional(part) : std::nullopt;
}

}  // namespace

int history_days(const StreamRule& stream, const NameValues& settings) {
  int count = stream.retention_days > 0 ? stream.retention_days : kHistoryDaysDefault;
  for (const auto& [key, value] : settings)
    if (key == kHistorySetting) count = std::min(count, std::max(1, std::atoi(value.c_str())));
  return count;
}

Timestamp floor_day(Timestamp time) {
  return Timestamp{std::chrono::floor<days>(time)};
}

Timestamp ceil_day(Timestamp time) {
  return Timestamp{std::chrono::ceil<days>(time)};
}

std::string range_words(Timestamp from, Timestamp to) {
  if (floor_day(from) != from || floor_day(to) != to) return format_time(from) + " to " + format_time(to);
  const Timestamp last = to - days{1};
  return last == from ? day_words(from) : day_words(from) + " to " + day_words(last);
}

std::optional<Timestamp> earliest_day(const StreamRule& rule, Timestamp now) {
  if (rule.retention_days <= 0) return std::nullopt;
  const int kept = std::max(rule.retention_days, rule.backfill ? rule.backfill->days : 0);
  return ceil_day(now - days{kept});
}

Duration usual_lag(const StreamRule& rule, Duration interval) {
  // A day is over at different times around the world, and read when the next run is due.
  if (rule.mode == StreamMode::window) return 2 * interval + std::chrono::hours{48};
  return 2 * interval + std::chrono::hours{1};
}

Result<BackfillPlan> plan_backfill(const BackfillRequest& request, const RangeSlots& slots, Timestamp now) {
  if (auto range = check_range(request, now); !range) return fail(range.error());
  auto rules = streams_of(request, slots);
  if (!rules) return fail(rules.error());
  if (auto known = check_marketplaces(request, slots); !known) return fail(known.error());
  if (auto kept = check_retention(request, *rules, now); !kept) return fail(kept.error());
  BackfillPlan plan;
  plan.from = request.from;
  plan.to = std::min(request.to, now);
  for (const StreamRule* rule : *rules)
    for (const RangeSlots::Slot& slot : slots.slots) {
      if (slot.rule != rule) continue;
      const bool meant = request.marketplaces.empty() || slot.marketplace.empty() ||
                         holds(request.marketplaces, slot.marketplace);
      if (!meant) continue;
      if (auto part = part_of(request, slot, now, plan.skipped)) plan.parts.push_back(std::move(*part));
    }
  if (plan.parts.empty())
    return fail("backfill_range_invalid",
                plan.skipped.empty() ? "None of these streams runs there: they are switched off in the "
                                       "configuration, or nothing that they read is chosen"
                                     : "Nothing is left to read: " + plan.skipped.front().reason,
                "Choose another range, or other streams");
  if (plan.parts.size() > limits::kBackfillPartsMax)
    return fail("backfill_too_large",
                "This would be " + std::to_string(plan.parts.size()) + " parts; a backfill has at most " +
                    std::to_string(limits::kBackfillPartsMax),
                "Name fewer streams or " + slots.setup.manifest->marketplace_noun + "s");
  return plan;
}

}  // namespace mooring::host
