#include "ads/list_query.hpp"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

uint64_t number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

host::Error invalid(std::string message) {
  return {"INVALID_ARGUMENT", std::move(message), ""};
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    while (word.starts_with(' '))
      word.remove_prefix(1);
    if (!word.empty()) result.emplace_back(word);
    if (comma == text.npos) break;
    text.remove_prefix(comma + 1);
  }
  return result;
}

host::Status read_states(const std::vector<std::string>& names, ListQuery& query) {
  query.states[0] = query.states[1] = query.states[2] = false;
  for (const std::string& name : names) {
    bool known = false;
    for (const State state : {State::enabled, State::paused, State::archived}) {
      if (!host::equals_ignoring_case(name, upper(state))) continue;
      query.states[static_cast<size_t>(state)] = known = true;
    }
    static const std::vector<std::string> kNever = {"PROPOSED", "ENABLING", "USER_DELETED",
                                                    "OTHER",    "PENDING",  "DRAFT"};
    known = known || std::any_of(kNever.begin(), kNever.end(), [&](const std::string& other) {
              return host::equals_ignoring_case(name, other);
            });
    if (!known) return host::fail(invalid("stateFilter has the unknown value " + name));
  }
  return {};
}

std::vector<std::string> included(const Object::Ptr& body, const std::string& filter) {
  std::vector<std::string> values;
  const Object::Ptr object = body->getObject(filter);
  const Array::Ptr array = object ? object->getArray("include") : nullptr;
  for (size_t i = 0; array && i < array->size(); ++i)
    values.push_back(array->get(static_cast<unsigned>(i)).convert<std::string>());
  return values;
}

bool read_ids(const std::vector<std::string>& texts, std::vector<uint64_t>& ids) {
  for (const std::string& text : texts)
    ids.push_back(number(text));
  std::sort(ids.begin(), ids.end());
  return !ids.empty();
}

// The filter that names the listed entities themselves.
std::string_view own_filter(Kind kind) {
  switch (kind) {
    case Kind::portfolio:
      return "portfolioIdFilter";
    case Kind::sp_campaign:
    case Kind::sb_campaign:
      return "campaignIdFilter";
    case Kind::sp_ad_group:
    case Kind::sb_ad_group:
      return "adGroupIdFilter";
    case Kind::sp_ad:
    case Kind::sb_ad:
      return "adIdFilter";
    case Kind::sp_keyword:
      return "keywordIdFilter";
    case Kind::sp_negative_keyword:
      return "negativeKeywordIdFilter";
    case Kind::sp_campaign_negative_keyword:
      return "campaignNegativeKeywordIdFilter";
    case Kind::sp_target:
      return "targetIdFilter";
    case Kind::sp_negative_target:
      return "negativeTargetIdFilter";
    default:
      return "campaignNegativeTargetIdFilter";
  }
}

// Older Sponsored Brands: "filters":[{"filterType":"TARGETING_STATE","values":["enabled"]}]
host::Status read_older_filters(const Object::Ptr& body, ListQuery& query) {
  const Array::Ptr filters = body->getArray("filters");
  for (size_t i = 0; filters && i < filters->size(); ++i) {
    const Object::Ptr filter = filters->getObject(static_cast<unsigned>(i));
    const std::string type = filter ? filter->optValue<std::string>("filterType", "") : "";
    std::vector<std::string> values;
    const Array::Ptr array = filter ? filter->getArray("values") : nullptr;
    for (size_t k = 0; array && k < array->size(); ++k)
      values.push_back(array->get(static_cast<unsigned>(k)).convert<std::string>());
    if (type == "TARGETING_STATE") {
      if (auto ok = read_states(values, query); !ok) return ok;
    } else if (type == "CAMPAIGN_ID") {
      query.by_campaign = read_ids(values, query.campaigns);
    } else if (type == "AD_GROUP_ID") {
      query.by_ad_group = read_ids(values, query.ad_groups);
    } else if (type != "CREATIVE_TYPE") {
      return host::fail(invalid("filterType " + type + " is unknown"));
    }
  }
  return {};
}

host::Status read_filters(const Object::Ptr& body, Kind kind, ListQuery& query) {
  if (kind == Kind::sb_target || kind == Kind::sb_negative_target) return read_older_filters(body, query);
  if (const auto states = included(body, "stateFilter"); !states.empty()) {
    if (auto ok = read_states(states, query); !ok) return ok;
  }
  const std::string own(own_filter(kind));
  query.by_id = read_ids(included(body, own), query.ids);
  if (own != "campaignIdFilter")
    query.by_campaign = read_ids(included(body, "campaignIdFilter"), query.campaigns);
  if (own != "adGroupIdFilter")
    query.by_ad_group = read_ids(included(body, "adGroupIdFilter"), query.ad_groups);
  if (own != "portfolioIdFilter")
    query.by_portfolio = read_ids(included(body, "portfolioIdFilter"), query.portfolios);
  query.names = included(body, "nameFilter");
  const Object::Ptr name = body->getObject("nameFilter");
  query.exact_name =
      name && name->optValue<std::string>("queryTermMatchType", "BROAD_MATCH") == "EXACT_MATCH";
  return {};
}

uint64_t hash_of(const ListQuery& query, const Call& call) {
  uint64_t hash = mix(call.profile->key ^ static_cast<uint64_t>(call.route.list->kind));
  for (const bool state : query.states)
    hash = mix(hash ^ (state ? 7u : 3u));
  for (const auto* ids : {&query.campaigns, &query.ad_groups, &query.portfolios, &query.ids}) {
    hash = mix(hash ^ ids->size());
    for (const uint64_t id : *ids)
      hash = mix(hash ^ id);
  }
  for (const std::string& name : query.names)
    hash = mix_text(name, hash);
  return hash;
}

host::Status read_token(const Call& call, const std::string& token, ListQuery& query) {
  const auto text = call.world.signer.open(token);
  const auto parts = words(text.value_or(""));
  if (parts.size() != 5 || number(parts[0]) != query.hash) {
    return host::fail(invalid("The nextToken is not valid for this request"));
  }
  query.offset = static_cast<int64_t>(number(parts[1]));
  query.total = static_cast<int64_t>(number(parts[2]));
  query.glitch = parts[3] == "1";
  query.serial = number(parts[4]);
  query.later_page = true;
  return {};
}

host::Result<ListQuery> parse_body(const Call& call) {
  const auto body = body_object(call.request);
  if (!body) return host::fail(body.error());
  ListQuery query;
  if (auto ok = read_filters(*body, call.route.list->kind, query); !ok) return host::fail(ok.error());
  const int64_t most = call.route.list->paging == Paging::token ? 1000 : 100;
  query.page_size = (*body)->optValue<int64_t>("maxResults", most);
  if (query.page_size < 1 || query.page_size > most) {
    return host::fail(invalid("maxResults must be between 1 and " + std::to_string(most)));
  }
  query.extended = (*body)->optValue<bool>("includeExtendedDataFields", false) || call.route.list->extended;
  if (call.route.dialect == Dialect::classic)
    query.extended = false;  // the older operations never tell times
  query.hash = hash_of(query, call);
  const std::string token = (*body)->optValue<std::string>("nextToken", "");
  if (!token.empty()) {
    if (auto ok = read_token(call, token, query); !ok) return host::fail(ok.error());
  }
  return query;
}

host::Result<ListQuery> parse_parameters(const Call& call) {
  const Fields& fields = call.request.query;
  ListQuery query;
  const bool brands = product_of(call.route.list->kind) == Product::sb;
  const std::string states = value_or(fields, "stateFilter", brands ? "enabled,paused" : "");
  if (!states.empty()) {
    if (auto ok = read_states(words(states), query); !ok) return host::fail(ok.error());
  }
  query.by_campaign = read_ids(words(value_or(fields, "campaignIdFilter")), query.campaigns);
  query.by_ad_group = read_ids(words(value_or(fields, "adGroupIdFilter")), query.ad_groups);
  if (call.route.list->kind == Kind::sd_campaign) {
    std::swap(query.campaigns, query.ids);
    std::swap(query.by_campaign, query.by_id);
  }
  query.page_size = static_cast<int64_t>(number(value_or(fields, "count", brands ? "5000" : "1000")));
  query.offset = static_cast<int64_t>(number(value_or(fields, "startIndex", "0")));
  if (query.page_size < 1 || query.page_size > 5000)
    return host::fail(invalid("count must be between 1 and 5000"));
  query.extended = call.route.list->extended;
  query.later_page = query.offset > 0;
  query.hash = hash_of(query, call);
  return query;
}

}  // namespace

host::Result<Object::Ptr> body_object(const Request& request) {
  if (request.body.empty()) return Object::Ptr(new Object);
  try {
    return Poco::JSON::Parser().parse(request.body).extract<Object::Ptr>();
  } catch (const Poco::Exception&) {
    return host::fail(invalid("The request body is not a JSON object"));
  }
}

host::Result<ListQuery> parse_list_query(const Call& call) {
  try {
    return call.route.list->paging == Paging::start_index ? parse_parameters(call) : parse_body(call);
  } catch (const Poco::Exception& error) {
    return host::fail(invalid("A member of the request has the wrong type: " + error.displayText()));
  }
}

std::string next_token(const Call& call, const ListQuery& query, int64_t offset) {
  return call.world.signer.seal(std::to_string(query.hash) + "," + std::to_string(offset) + "," +
                                std::to_string(query.total) + "," + (query.glitch ? "1" : "0") + "," +
                                std::to_string(query.serial));
}

}  // namespace mooring::amazon_simulator::ads
