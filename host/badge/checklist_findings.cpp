#include "badge/checklist_findings.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace mooring::host {
namespace {

class Findings {
 public:
  Findings(const ReachGrid& grid, const ConnectionStatus& status)
      : grid_(grid), status_(status), noun_(status.facts.marketplace_noun) {}

  std::vector<ReachFinding> all() {
    about_connection();
    about_marketplaces();
    for (const ReachStream& stream : grid_.streams)
      about_stream(stream);
    tell_groups();
    about_silence();
    return std::move(found_);
  }

 private:
  struct Group {
    ReachState reach;
    std::vector<std::string> streams;
    std::string titles;
    std::vector<std::string> marketplaces;
    std::string text, action;
  };

  void add(ReachState reach, std::vector<std::string> streams, std::vector<std::string> marketplaces,
           std::string text, std::string action) {
    found_.push_back(
        {reach, std::move(streams), std::move(marketplaces), std::move(text), std::move(action)});
  }

  std::string titles(const std::vector<std::string>& ids) const {
    std::string text;
    for (const ReachMarketplace& one : grid_.marketplaces)
      if (std::find(ids.begin(), ids.end(), one.id) != ids.end())
        text += (text.empty() ? "" : ", ") + one.title;
    return text;
  }

  void about_connection() {
    if (grid_.marketplaces.empty())
      add(ReachState::not_checked, {}, {}, "The account was never connected, so nothing of it is known",
          "Connect it");
  }

  // One finding for all that share a reason; those with a note of their own have one each.
  void about_marketplaces() {
    std::vector<std::string> not_selected, not_listed;
    for (const ReachMarketplace& one : grid_.marketplaces) {
      if (one.reach == ReachState::not_selected) not_selected.push_back(one.id);
      if (one.reach == ReachState::not_authorised) not_listed.push_back(one.id);
      if (one.reach == ReachState::not_participating)
        add(one.reach, {}, {one.id},
            one.title + " cannot be read" + (one.note.empty() ? std::string() : ": " + one.note),
            one.selected ? "It continues by itself when it can be read again" : "");
      if (one.reach == ReachState::ok && one.is_guess && !one.note.empty())
        add(ReachState::ok, {}, {one.id}, one.title + ": " + one.note,
            "If the account does not have it, take it out of the selection");
      else if (one.reach == ReachState::ok && !one.note.empty())
        add(ReachState::ok, {}, {one.id}, one.title + " is read, but the provider says: " + one.note,
            "See at the provider what it asks for; until then there may be less data");
    }
    if (!not_selected.empty())
      add(ReachState::not_selected, {}, not_selected, "Not selected here: " + titles(not_selected),
          "Select the " + noun_ + "s whose data is wanted");
    if (!not_listed.empty())
      add(ReachState::not_authorised, {}, not_listed,
          "Not authorised at the account, which does not list: " + titles(not_listed),
          "If the account has them: they may belong to another account or login; connect that one too");
  }

  void about_stream(const ReachStream& stream) {
    std::map<ReachState, std::vector<std::string>> places;
    std::map<std::string, std::vector<std::string>> failing;  // by reason
    std::map<std::string, std::vector<std::string>> first;    // by what only a run tells
    for (size_t i = 0; i < stream.cells.size(); ++i) {
      const ReachCell& cell = stream.cells[i];
      const bool is_told = cell.reach == ReachState::not_participating &&
                           grid_.marketplaces[i].reach == ReachState::not_participating;
      if (cell.reach == ReachState::first_sync)
        first[cell.note].push_back(cell.marketplace);
      else if (!is_told)
        (cell.runs_failed ? failing[cell.note] : places[cell.reach]).push_back(cell.marketplace);
    }
    const std::string role = stream.role.empty() ? "a permission" : "the role '" + stream.role + "'";
    about(stream, places, ReachState::role_missing, ": " + role + " is missing",
          stream.role.empty() ? "Give the application the permission at the provider, then reconnect"
                              : "Give the application " + role + " at the provider, then reconnect");
    about(stream, places, ReachState::not_available, ": the provider does not offer it there", "");
    about(stream, places, ReachState::not_participating, ": the account is not there",
          "It is tried again once a day. If the account does not have it, take it out of the selection");
    about(stream, places, ReachState::switched_off, ": switched off in the configuration",
          "Take enabled = false out of the configuration if its data is wanted");
    about(stream, places, ReachState::throttled, ": the last check was throttled, so nothing is known",
          "It is asked again by itself");
    about(stream, places, ReachState::failed, ": the last check failed for another reason",
          "It is asked again by itself; the activity log has the answer");
    for (const auto& [why, marketplaces] : failing)
      group(stream, ReachState::failed, marketplaces, ": every run so far has failed: " + why,
            "It is tried again by itself, with growing pauses; the activity log has each failure and what "
            "helps");
    for (const auto& [open, marketplaces] : first)
      group(stream, ReachState::first_sync, marketplaces,
            ": the first sync is not finished" + (open.empty() ? "" : ". " + open), "Wait for it");
  }

  void about(const ReachStream& stream, const std::map<ReachState, std::vector<std::string>>& places,
             ReachState reach, const std::string& text, const std::string& action) {
    if (auto found = places.find(reach); found != places.end())
      group(stream, reach, found->second, text, action);
  }

  void group(const ReachStream& stream, ReachState reach, const std::vector<std::string>& marketplaces,
             const std::string& text, const std::string& action) {
    auto alike = std::find_if(groups_.begin(), groups_.end(), [&](const Group& one) {
      return one.reach == reach && one.marketplaces == marketplaces && one.text == text;
    });
    if (alike == groups_.end())
      alike = groups_.insert(groups_.end(), Group{reach, {}, {}, marketplaces, text, action});
    alike->streams.push_back(stream.id);
    alike->titles += (alike->titles.empty() ? "" : ", ") + stream.title;
  }

  // One finding for all streams that share a reason and the marketplaces.
  void tell_groups() {
    for (Group& one : groups_) {
      const std::string text = one.titles + " of " + titles(one.marketplaces) + one.text;
      add(one.reach, std::move(one.streams), one.marketplaces, text, one.action);
    }
  }

  void about_silence() {
    for (const StreamStatus& stream : status_.streams) {
      std::vector<std::string> silent;
      for (const SlotStatus& slot : stream.marketplaces)
        if (slot.brings_nothing_since) silent.push_back(slot.marketplace);
      if (stream.brings_nothing_since && stream.scope == StreamScope::connection)
        add(ReachState::ok, {stream.id}, {},
            stream.title + ": its runs succeed and bring nothing, which is unusual",
            "See at the provider whether there really is nothing new");
      if (!silent.empty())
        add(ReachState::ok, {stream.id}, silent,
            stream.title + " of " + titles(silent) + ": its runs succeed and bring nothing, which is unusual",
            "See at the provider whether there really is nothing new");
    }
  }

  const ReachGrid& grid_;
  const ConnectionStatus& status_;
  const std::string noun_;
  std::vector<Group> groups_;
  std::vector<ReachFinding> found_;
};

}  // namespace

std::vector<ReachFinding> reach_findings(const ReachGrid& grid, const ConnectionStatus& status) {
  return Findings(grid, status).all();
}

}  // namespace mooring::host
