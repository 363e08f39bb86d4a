#include "watch/set_aside_news.hpp"

#include <algorithm>

#include "connections/values_json.hpp"

namespace mooring::host {
namespace {

using Slots = std::set<std::pair<std::string, std::string>>;

std::string fact_of(const std::string& connection_id) {
  return "set-aside-told/" + connection_id;
}

// A line for each: the stream, a tab, the marketplace.
std::string written(const Slots& slots) {
  std::string text;
  for (const auto& [stream, marketplace] : slots)
    text += stream + "\t" + marketplace + "\n";
  return text;
}

Slots read_slots(const std::string& text) {
  Slots slots;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    if (const size_t tab = line.find('\t'); tab != std::string::npos)
      slots.emplace(line.substr(0, tab), line.substr(tab + 1));
    from = end + 1;
  }
  return slots;
}

// Of one whose streams do not run at all, nothing can be told.
bool is_known(const ConnectionStatus& status) {
  return !status.connection.disconnected && status.grant && status.grant->state == GrantState::active &&
         status.facts.connector_problem.empty();
}

void each_slot(const ConnectionStatus& status, auto&& call) {
  for (const StreamStatus& stream : status.streams) {
    if (!stream.enabled || !stream.fed_by.empty()) continue;
    if (stream.scope == StreamScope::connection) call(stream, static_cast<const SlotStatus&>(stream));
    for (const SlotStatus& slot : stream.marketplaces)
      call(stream, slot);
  }
}

Slots set_aside_of(const ConnectionStatus& status) {
  Slots slots;
  each_slot(status, [&](const StreamStatus& stream, const SlotStatus& slot) {
    if (slot.set_aside) slots.emplace(stream.id, slot.marketplace);
  });
  return slots;
}

std::string place_of(const ConnectionStatus& status, const std::string& marketplace) {
  for (const MarketplaceRow& one : status.marketplaces)
    if (one.id == marketplace) return one.name.empty() ? one.id : one.name;
  return marketplace;
}

// Of the streams whose slots `differ` picks, one entry each.
std::vector<ActivityRow> entries_of(const ConnectionStatus& status, const char* kind, Severity severity,
                                    const std::string& what, auto&& differ) {
  std::vector<ActivityRow> entries;
  std::vector<std::string> marketplaces;  // of the last of them
  each_slot(status, [&](const StreamStatus& stream, const SlotStatus& slot) {
    if (!differ(std::pair(stream.id, slot.marketplace))) return;
    const bool goes_on = !entries.empty() && entries.back().stream == stream.id;
    if (!goes_on) {
      ActivityRow entry;
      entry.connection_id = status.connection.id;
      entry.stream = stream.id;
      entry.kind = kind;
      entry.severity = severity;
      entry.message = stream.title;
      entry.actor = "system";
      entries.push_back(std::move(entry));
      marketplaces.clear();
    }
    marketplaces.push_back(slot.marketplace);
    entries.back().after_json = marketplaces_json(marketplaces);
    if (!slot.marketplace.empty())
      entries.back().message += (goes_on ? ", " : " of ") + place_of(status, slot.marketplace);
  });
  for (ActivityRow& entry : entries)
    entry.message += what;
  return entries;
}

}  // namespace

Status SetAsideNews::read_known(const Look& look) {
  std::vector<std::string> unread;
  for (const ConnectionStatus& status : look.statuses)
    if (!known_.contains(status.connection.id)) unread.push_back(status.connection.id);
  if (unread.empty()) return {};
  std::map<std::string, Slots> found;
  Status read = database_.read([&](Session& session) -> Status {
    found.clear();
    for (const std::string& id : unread)
      found[id] = read_slots(rows::get_fact(session, fact_of(id)).value_or(""));
    return {};
  });
  if (read) known_.merge(found);
  return read;
}

void SetAsideNews::forget_gone(const Look& look) {
  for (const std::string& id : look.gone)
    known_.erase(id);
  if (!look.all) return;
  std::set<std::string> there;
  for (const ConnectionStatus& status : look.statuses)
    there.insert(status.connection.id);
  std::erase_if(known_, [&](const auto& one) { return !there.contains(one.first); });
}

std::vector<SetAsideNews::News> SetAsideNews::news_of(const Look& look) {
  std::vector<News> all;
  for (const ConnectionStatus& status : look.statuses) {
    if (!is_known(status)) continue;
    const Slots& before = known_[status.connection.id];
    Slots now = set_aside_of(status);
    if (now == before) continue;
    News news{
        status.connection.id, now,
        entries_of(status, "stream.set_aside", Severity::warning,
                   " is set aside: the provider refuses it and it has never worked, so it has no planned "
                   "runs. It is taken up again when a check finds that it may be read",
                   [&](const auto& slot) { return now.contains(slot) && !before.contains(slot); })};
    auto back = entries_of(status, "stream.taken_up", Severity::info,
                           " is not set aside any more: planned runs go on",
                           [&](const auto& slot) { return before.contains(slot) && !now.contains(slot); });
    std::move(back.begin(), back.end(), std::back_inserter(news.entries));
    all.push_back(std::move(news));
  }
  return all;
}

void SetAsideNews::look(const Look& look) {
  forget_gone(look);
  if (Status read = read_known(look); !read)  // the next look makes up for it
    return logger_.warning("what is set aside could not be read", {{"reason", describe(read.error())}});
  std::vector<News> all = news_of(look);
  if (all.empty()) return;
  Status stored = database_.write([&](Session& session) -> Status {
    for (const News& news : all) {
      if (!rows::find_connection(session, news.connection_id)) continue;  // wiped since it was read
      rows::put_fact(session, fact_of(news.connection_id), written(news.now));
      for (const ActivityRow& entry : news.entries)
        journal_.append(session, entry);
    }
    return {};
  });
  if (!stored)  // found again at the next look
    return logger_.error("what is set aside could not be told", {{"reason", describe(stored.error())}});
  for (News& news : all)
    known_[news.connection_id] = std::move(news.now);
}

}  // namespace mooring::host
