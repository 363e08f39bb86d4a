#include "reports/report_parts.hpp"

#include <algorithm>

#include "json_text.hpp"
#include "reports/report_cursor.hpp"
#include "reports/report_sync.hpp"
#include "stored_cursor.hpp"

namespace amazon_seller {

using namespace mooring;
namespace stored = amazon::stored;
using amazon::json_text;

namespace {

constexpr Duration kTriedAgainAfter = std::chrono::hours(24);

// Amazon makes no such report for the account. A fault of its servers, or of the way there, says nothing of that.
bool is_refusal(const Failure& why) {
  const bool is_fatal = why.kind() == FailureKind::server && why.status() == 200;  // it could not be built
  return is_fatal || why.kind() == FailureKind::request_rejected || why.kind() == FailureKind::permission;
}

bool concerns_one(const Failure& why) {
  return is_refusal(why) || why.kind() == FailureKind::server || why.kind() == FailureKind::network ||
         why.kind() == FailureKind::throttled || why.kind() == FailureKind::bad_response;
}

class PartsSync {
 public:
  PartsSync(Context& ctx, const Call& call, std::vector<ReportDeclaration> parts)
      : ctx_(ctx), call_(call), parts_(std::move(parts)), cursor_(parse_parts_cursor(call.cursor)) {
    // What Amazon is known to make comes before what is tried.
    std::ranges::stable_partition(parts_, [&](const ReportDeclaration& one) { return was_read(one.part); });
  }

  Task<> run() {
    const bool has_choice = parts_.size() > 1;
    for (const ReportDeclaration& part : parts_) {
      if (has_choice && !was_read(part.part)) {
        if (!co_await is_made(part)) continue;
        has_read_ = true;
        if (is_finished(part.part)) continue;
      }
      co_await read(part);
    }
    if (!set_aside_.empty()) co_await ctx_.notice(notice());
    if (first_) throw *first_;
    if (!has_read_ && refusal_) throw *refusal_;
  }

 private:
  bool was_read(std::string_view part) const {
    const auto own = cursor_.parts.find(part);
    if (own == cursor_.parts.end()) return false;
    const ReportDays days = parse_report_cursor(own->second).days;
    return !days.held.empty() || !days.empty.parts().empty();
  }

  // All that was planned for today.
  bool is_finished(std::string_view part) const {
    const auto own = cursor_.parts.find(part);
    return own != cursor_.parts.end() && parse_report_cursor(own->second).days.windows.empty();
  }

  bool is_set_aside(std::string_view part) const {
    const auto refused = cursor_.refused.find(part);
    return refused != cursor_.refused.end() && ctx_.now() < refused->second.at + kTriedAgainAfter;
  }

  // A run proves that something can be read: when all are set aside, one is tried all the same.
  bool may_wait(const ReportDeclaration& part) const {
    const bool others_are_read = std::ranges::any_of(
        parts_, [&](const ReportDeclaration& other) { return !is_set_aside(other.part); });
    return is_set_aside(part.part) && (others_are_read || &part != &parts_.front());
  }

  Task<bool> is_made(const ReportDeclaration& part) {
    if (may_wait(part)) {
      set_aside_.push_back(part.part);
      co_return false;
    }
    const std::optional<Failure> why = co_await attempt(part, true);
    if (!why) {
      cursor_.refused.erase(part.part);
      co_return true;
    }
    if (!is_refusal(*why)) {
      keep(*why);
      co_return false;
    }
    cursor_.refused.insert_or_assign(part.part, PartsCursor::Refusal{ctx_.now(), why->message()});
    set_aside_.push_back(part.part);
    if (!refusal_) refusal_ = why;
    co_await ctx_.checkpoint(Checkpoint(to_text(cursor_)));
    co_return false;
  }

  Task<> read(const ReportDeclaration& part) {
    const std::optional<Failure> why = co_await attempt(part, false);
    if (why)
      keep(*why);
    else
      has_read_ = true;
  }

  // Why it failed. What concerns more than this part is thrown.
  Task<std::optional<Failure>> attempt(const ReportDeclaration& part, bool is_trial) {
    PartRun how;
    how.cursor = cursor_.parts[part.part];
    how.is_trial = is_trial;
    how.frame = [this, name = part.part](const std::string& own) {
      cursor_.parts[name] = own;
      return to_text(cursor_);
    };
    try {
      co_await sync_part(ctx_, call_, part, how);
    } catch (const Failure& failure) {
      if (!concerns_one(failure)) throw;
      co_return failure;
    }
    co_return std::nullopt;
  }

  void keep(const Failure& why) {
    if (!first_) first_ = why;
  }

  Notice notice() const {
    std::string text = "Amazon makes no " + std::string(parts_.front().report_type) + " of ";
    for (const std::string& part : set_aside_)
      text += (part == set_aside_.front() ? "" : ", ") + part;
    return Notice("part_refused",
                  text + " for this account: " + cursor_.refused.at(set_aside_.front()).why +
                      ". It is asked again once a day; what the account does not have need not be "
                      "chosen in the settings");
  }

  Context& ctx_;
  const Call& call_;
  std::vector<ReportDeclaration> parts_;
  PartsCursor cursor_;
  std::vector<std::string> set_aside_;
  bool has_read_ = false;
  std::optional<Failure> first_, refusal_;
};

PartsCursor::Refusal refusal_of(amazon::Value value) {
  std::vector<std::string> texts;
  for (auto text : value.get_array())
    texts.emplace_back(std::string_view(text.get_string()));
  const auto at = texts.size() == 2 ? parse_time(texts[0]) : std::nullopt;
  if (!at) throw stored::damaged("a refused part has no time");
  return {*at, texts[1]};
}

}  // namespace

PartsCursor parse_parts_cursor(std::string_view text) {
  PartsCursor cursor;
  stored::read_cursor(text, [&](std::string_view key, amazon::Value value) {
    if (key == "parts")
      amazon::for_each_member(value, [&](std::string_view part, amazon::Value own) {
        cursor.parts.emplace(part, amazon::trim_end(simdjson::ondemand::object(own.get_object()).raw_json()));
      });
    if (key == "refused")
      amazon::for_each_member(value, [&](std::string_view part, amazon::Value refused) {
        cursor.refused.emplace(part, refusal_of(refused));
      });
  });
  return cursor;
}

std::string to_text(const PartsCursor& cursor) {
  std::string parts, refused;
  for (const auto& [part, own] : cursor.parts)
    if (!own.empty()) parts += (parts.empty() ? "" : ",") + json_text(part) + ":" + own;
  for (const auto& [part, refusal] : cursor.refused)
    refused += (refused.empty() ? "" : ",") + json_text(part) + ":[" + json_text(format_time(refusal.at)) +
               "," + json_text(refusal.why) + "]";
  return "{\"version\":1,\"parts\":{" + parts + "}" +
         (refused.empty() ? "" : ",\"refused\":{" + refused + "}") + "}";
}

Task<> sync_report_parts(Context& ctx, const Call& call, std::vector<ReportDeclaration> parts) {
  PartsSync sync(ctx, call, std::move(parts));
  co_await sync.run();
}

}  // namespace amazon_seller
