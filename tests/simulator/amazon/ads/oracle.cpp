#include "ads/oracle.hpp"

#include <algorithm>
#include <charconv>

#include "ads/oracle_rows.hpp"
#include "base/text.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

host::Result<std::optional<int64_t>> day_of(const Fields& query, std::string_view name) {
  const std::string text = value_or(query, name);
  if (text.empty()) return std::nullopt;
  const auto time = host::parse_time(text + "T00:00:00Z");
  if (!time) return host::fail("bad_date", std::string(name) + " is not a date", "Use 2026-01-02.");
  return host::to_unix_us(*time) / 86'400'000'000;
}

host::Result<OracleQuery> parse(const Fields& fields) {
  OracleQuery query;
  query.login = value_or(fields, "login");
  query.region = value_or(fields, "region");
  query.stream = value_or(fields, "stream");
  const std::string as_of = value_or(fields, "as_of");
  if (!as_of.empty()) {
    const auto time = host::parse_time(as_of);
    if (!time) return host::fail("bad_time", "as_of is not an RFC 3339 time", "Use 2026-01-02T03:04:05Z.");
    query.as_of_us = host::to_unix_us(*time);
  }
  const auto first = day_of(fields, "from"), last = day_of(fields, "to");
  if (!first) return host::fail(first.error());
  if (!last) return host::fail(last.error());
  query.first_day = *first;
  query.last_day = *last;
  const std::string profiles = value_or(fields, "profiles");
  for (std::string_view rest = profiles; !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    uint64_t id = 0;
    std::from_chars(rest.data(), rest.data() + comma, id);
    query.profiles.push_back(id);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return query;
}

}  // namespace

const std::vector<std::string>& oracle_streams() {
  static const std::vector<std::string> kStreams = {"profiles",
                                                    "portfolios",
                                                    "campaigns",
                                                    "ad_groups",
                                                    "ads",
                                                    "keywords",
                                                    "targets",
                                                    "negative_keywords",
                                                    "negative_targets",
                                                    "budget_usage",
                                                    "campaign_performance",
                                                    "ad_group_performance",
                                                    "target_performance",
                                                    "product_performance",
                                                    "search_term_performance",
                                                    "placement_performance"};
  return kStreams;
}

host::Status tell_oracle(const World& world, const OracleQuery& query,
                         const std::function<void(std::string_view)>& line) {
  const Login* login = world.ads->accounts.login(query.login);
  if (!login) {
    return host::fail("unknown_login", "login is missing or unknown",
                      "GET /control/api/ads/state lists the logins.");
  }
  const auto& streams = oracle_streams();
  if (std::find(streams.begin(), streams.end(), query.stream) == streams.end()) {
    const auto near = host::nearest(query.stream, streams);
    return host::fail("unknown_stream", "There is no stream '" + query.stream + "'",
                      near ? "Did you mean '" + *near + "'?" : "");
  }
  const int64_t as_of_us = query.as_of_us == 0 ? world.now_us() : query.as_of_us;
  for (const ProfilePtr& profile : world.ads->accounts.reached(*login, query.region)) {
    const auto& wanted = query.profiles;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), profile->id) == wanted.end()) continue;
    if (query.stream == "profiles") {
      tell_profile(*profile, line);
      continue;
    }
    if (profile->type == "agency") continue;
    const Catalog catalog(profile, world.options);
    if (tell_list(catalog, query.stream, as_of_us, line)) continue;
    tell_performance(catalog, query.stream, query.first_day, query.last_day, as_of_us, line);
  }
  return {};
}

Reply answer_oracle(const World& world, const Fields& fields) {
  const auto refused = [](const host::Error& error) {
    return json_reply(
        400, "{\"code\":" + json_text(error.code) + ",\"detail\":" + json_text(host::describe(error)) + "}");
  };
  const auto query = parse(fields);
  if (!query) return refused(query.error());
  std::string out;
  const auto told = tell_oracle(world, *query, [&](std::string_view line) { out += line; });
  if (!told) return refused(told.error());
  Reply reply = json_reply(200, std::move(out));
  reply.content_type = "application/x-ndjson";
  return reply;
}

}  // namespace mooring::amazon_simulator::ads
