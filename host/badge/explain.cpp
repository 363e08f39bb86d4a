#include "badge/explain.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mooring::host {
namespace {

std::string when(const StreamFacts& stream, Timestamp now) {
  if (!stream.last_success_at) return "It has never succeeded.";
  if (now - *stream.last_success_at < std::chrono::seconds{1}) return "It succeeded just now.";
  return "It last succeeded " + format_duration(now - *stream.last_success_at) + " ago.";
}

std::string limit(const StreamFacts& stream) {
  return format_duration(stream.stale_after) + " is the limit.";
}

std::string full_stop(const std::string& text) {
  return text.empty() || text.ends_with('.') ? text : text + ".";
}

StreamLine line_of(const BadgeFacts& facts, const StreamFacts& stream) {
  const std::string title =
      stream.marketplace.empty() ? stream.title : stream.title + " of " + stream.marketplace_title;
  const auto line = [&](StreamJudgement judgement, std::string because) {
    return StreamLine{stream.id, title, stream.marketplace, judgement, std::move(because)};
  };
  if (stream.last_run_failed) {
    const std::string reason = stream.failure_message.empty() ? "" : " " + full_stop(stream.failure_message);
    return line(StreamJudgement::failed, "The latest run failed." + reason + " " + when(stream, facts.now));
  }
  if (!stream.last_success_at) {
    if (!first_sync_excused(facts, stream))
      return line(StreamJudgement::never_read, "The first sync has not finished.");
    return line(StreamJudgement::first_sync, "Added " + format_duration(facts.now - *stream.joined_at) +
                                                 " ago: the first sync may take " +
                                                 format_duration(stream.stale_after) + ".");
  }
  const bool late = facts.now - *stream.last_success_at > stream.stale_after;
  return line(late ? StreamJudgement::late : StreamJudgement::fresh,
              when(stream, facts.now) + " " + limit(stream));
}

}  // namespace

const char* to_text(StreamJudgement judgement) {
  switch (judgement) {
    case StreamJudgement::failed:
      return "failed";
    case StreamJudgement::late:
      return "late";
    case StreamJudgement::never_read:
      return "never_read";
    case StreamJudgement::first_sync:
      return "first_sync";
    case StreamJudgement::fresh:
      return "fresh";
  }
  return "fresh";
}

std::vector<StreamLine> explain_streams(const BadgeFacts& facts) {
  std::vector<StreamLine> lines;
  lines.reserve(facts.streams.size());
  for (const StreamFacts& stream : facts.streams)
    lines.push_back(line_of(facts, stream));
  std::stable_sort(lines.begin(), lines.end(),
                   [](const StreamLine& a, const StreamLine& b) { return a.judgement < b.judgement; });
  return lines;
}

}  // namespace mooring::host
