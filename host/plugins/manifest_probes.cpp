// What a stream says about the permission that it needs: reading it, and checking it against the rest of the manifest.
#include "plugins/manifest_probes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "plugins/manifest_check.hpp"
#include "plugins/manifest_names.hpp"

namespace mooring::host {
namespace {

constexpr std::pair<std::string_view, ProbeMeaning> kMeanings[] = {
    {"ok", ProbeMeaning::ok},
    {"role_missing", ProbeMeaning::role_missing},
    {"not_participating", ProbeMeaning::not_participating},
    {"not_available", ProbeMeaning::not_available},
    {"throttled", ProbeMeaning::throttled},
    {"failed", ProbeMeaning::failed}};
constexpr std::pair<std::string_view, std::string_view> kMethods[] = {{"GET", "GET"}, {"POST", "POST"}};

NameValues read_pairs(TableReader& parent, std::string_view key) {
  NameValues values;
  parent.each_table(key, false, [&](TableReader& entry) {
    std::string name = entry.text("name");
    values.emplace_back(std::move(name), entry.text("value"));
  });
  return values;
}

void read_answers(TableReader& parent, ProbeRule& rule) {
  parent.each_table("answers", false, [&](TableReader& entry) {
    ProbeAnswer answer;
    entry.require("status");
    answer.status = static_cast<int>(entry.integer("status", 400, 599).value_or(0));
    answer.body_contains = entry.text_or("body_contains", {});
    answer.means = entry.choice<ProbeMeaning>("means", kMeanings);
    rule.answers.push_back(std::move(answer));
  });
}

// "time-1h", "date-2d": a moment before the call.
bool is_past(const std::string& name) {
  for (const std::string_view kind : {"time", "date"}) {
    if (!name.starts_with(kind)) continue;
    if (name.size() == kind.size()) return true;
    if (name[kind.size()] == '-' && parse_duration(name.substr(kind.size() + 1))) return true;
  }
  return false;
}

void check_pattern(const std::string& pattern, const std::string& path, ManifestProblems& problems) {
  static const std::vector<std::string> kNames = {"account", "marketplace", "marketplaces", "time", "date"};
  for (const std::string& name : placeholders(pattern)) {
    if (name == "{")
      problems.report(path, "'" + pattern + "' has a '{' without a '}'");
    else if (!is_past(name) && std::find(kNames.begin(), kNames.end(), name) == kNames.end())
      problems.report(path, "uses the unknown name {" + name + "}",
                      "Use {account}, {marketplace}, {marketplaces}, {time-1h} or {date-2d}");
  }
}

std::vector<std::string> ids_of(const auto& parts) {
  std::vector<std::string> ids;
  for (const auto& part : parts)
    ids.push_back(part.id);
  return ids;
}

void check_probe(const Manifest& manifest, const ProbeRule& probe, const std::string& path,
                 ManifestProblems& problems) {
  if (!probe.path.starts_with('/')) problems.report(path + ".path", "does not begin with '/'");
  check_pattern(probe.path, path + ".path", problems);
  for (size_t i = 0; i < probe.query.size(); ++i)
    check_pattern(probe.query[i].second, path + ".query[" + std::to_string(i) + "].value", problems);
  for (size_t i = 0; i < probe.headers.size(); ++i)
    check_pattern(probe.headers[i].second, path + ".headers[" + std::to_string(i) + "].value", problems);
  if (!probe.body.empty() && probe.method != "POST")
    problems.report(path + ".body", "is for a POST only", "Set method = \"POST\", or remove the body");
  if (!probe.budget.empty() && !manifest.budget(probe.budget))
    problems.report(path + ".budget", "'" + probe.budget + "' is not a declared budget",
                    suggest(probe.budget, ids_of(manifest.budgets)));
  if (!manifest.credential(probe.credential))
    problems.report(path + ".credential", "'" + probe.credential + "' is not a declared credential",
                    suggest(probe.credential, ids_of(manifest.credentials)));
}

void check_only_in(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                   ManifestProblems& problems) {
  const std::vector<std::string> known = ids_of(manifest.marketplaces);
  for (size_t i = 0; i < stream.only_in.size(); ++i)
    if (std::find(known.begin(), known.end(), stream.only_in[i]) == known.end())
      problems.report(path + ".only_in[" + std::to_string(i) + "]",
                      "'" + stream.only_in[i] + "' is not the id of a marketplace under [marketplaces]",
                      suggest(stream.only_in[i], known));
}

}  // namespace

std::optional<ProbeRule> read_probe(TableReader& stream) {
  std::optional<ProbeRule> found;
  stream.table("probe", false, [&](TableReader& entry) {
    ProbeRule rule;
    rule.method = entry.choice<std::string_view>("method", kMethods, "GET");
    rule.path = entry.text("path");
    rule.query = read_pairs(entry, "query");
    rule.headers = read_pairs(entry, "headers");
    rule.body = entry.text_or("body", {});
    rule.budget = entry.text_or("budget", {});
    rule.credential = entry.text_or("credential", "account");
    read_answers(entry, rule);
    rule.leaves_open = entry.text_or("leaves_open", {});
    found = std::move(rule);
  });
  return found;
}

void check_probes(const Manifest& manifest, ManifestProblems& problems) {
  for (size_t i = 0; i < manifest.streams.size(); ++i) {
    const StreamRule& stream = manifest.streams[i];
    const std::string path = "streams[" + std::to_string(i) + "]";
    if (stream.probe) check_probe(manifest, *stream.probe, path + ".probe", problems);
    check_only_in(manifest, stream, path, problems);
  }
}

const ProbeRule* Manifest::probe_of(const StreamRule& rule) const {
  if (rule.probe) return &*rule.probe;
  const StreamRule* feeder = rule.fed_by.empty() ? nullptr : stream(rule.fed_by);
  return feeder && feeder->probe ? &*feeder->probe : nullptr;
}

const std::string& Manifest::role_of(const StreamRule& rule) const {
  const StreamRule* feeder = rule.role.empty() && !rule.fed_by.empty() ? stream(rule.fed_by) : nullptr;
  return feeder ? feeder->role : rule.role;
}

bool StreamRule::is_in(std::string_view marketplace) const {
  return only_in.empty() || std::find(only_in.begin(), only_in.end(), marketplace) != only_in.end();
}

}  // namespace mooring::host
