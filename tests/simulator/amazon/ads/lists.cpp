// Entity lists: media types, filters, paging, and the listings that are not snapshots.
#include <algorithm>

#include "ads/entity_json.hpp"
#include "ads/list_query.hpp"
#include "base/text.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

struct Listing {
  const Call& call;
  const ListSpec& spec;
  const Catalog catalog;
  ListQuery query;
  int64_t now_us;
};

bool holds(const std::vector<uint64_t>& sorted, uint64_t id) {
  return std::binary_search(sorted.begin(), sorted.end(), id);
}

bool matches_name(const ListQuery& query, const Entity& entity) {
  if (query.names.empty()) return true;
  std::string name;
  append_name(name, entity);
  return std::any_of(query.names.begin(), query.names.end(), [&](const std::string& wanted) {
    return query.exact_name ? name == wanted : host::contains_ignoring_case(name, wanted);
  });
}

bool matches(const Listing& listing, const Entity& entity) {
  const ListQuery& query = listing.query;
  const Product product = product_of(entity.kind);
  if (!query.states[static_cast<size_t>(entity.state)]) return false;
  if (query.by_id && !holds(query.ids, entity.id)) return false;
  if (query.by_campaign &&
      !holds(query.campaigns, listing.catalog.id(campaign_kind(product), entity.campaign))) {
    return false;
  }
  if (query.by_ad_group &&
      !holds(query.ad_groups, listing.catalog.id(ad_group_kind(product), entity.ad_group))) {
    return false;
  }
  if (query.by_portfolio) {
    const auto portfolio = portfolio_of(entity, listing.catalog);
    if (!portfolio || !holds(query.portfolios, listing.catalog.id(Kind::portfolio, *portfolio))) return false;
  }
  if (query.glitch && mix(entity.key ^ query.serial) % 20 == 0) return false;
  return matches_name(query, entity);
}

std::optional<Entity> find(const Listing& listing, int64_t index) {
  auto entity = listing.catalog.at(listing.spec.kind, index, listing.now_us);
  if (entity && !matches(listing, *entity)) entity.reset();
  return entity;
}

int64_t count_all(const Listing& listing) {
  const int64_t end = listing.catalog.count(listing.spec.kind, listing.now_us);
  int64_t count = 0;
  for (int64_t index = 0; index < end; ++index)
    count += find(listing, index).has_value();
  return count;
}

std::optional<Reply> refuse_media(const Call& call) {
  const ListSpec& spec = *call.route.list;
  if (spec.media.empty()) return std::nullopt;
  const std::string accept = call.request.header("Accept"), type = call.request.header("Content-Type");
  const auto good = [&](const std::string& header) {
    if (names_media(header, spec.media)) return true;
    // Older operations take several names for the same thing.
    const bool lenient = names_media(header, "json") || header.find("vnd.sb") != std::string::npos;
    return !spec.strict_media && lenient;
  };
  if (spec.method == "POST" && !good(type) && (spec.strict_media || !type.empty())) {
    return call.error(415, "UNSUPPORTED_MEDIA_TYPE", "Cannot consume content type " + type);
  }
  if (!accept.empty() && accept != "*/*" && !good(accept)) {
    return call.error(406, "NOT_ACCEPTABLE", "Cannot produce " + accept);
  }
  return std::nullopt;
}

Reply invalid_argument(const Call& call, const host::Error& error) {
  if (call.route.dialect != Dialect::modern) return call.error(400, "INVALID_ARGUMENT", error.message);
  return json_reply(
      400, "{\"code\":\"INVALID_ARGUMENT\",\"message\":" + json_text(error.message) + ",\"errors\":[]}");
}

void begin_listing(Listing& listing) {
  if (listing.query.later_page) return;
  World& world = listing.call.world;
  listing.query.serial = mix(static_cast<uint64_t>(world.next_serial()));
  const int percent = world.options.ads_list_glitch_percent;
  listing.query.glitch =
      world.faults.take(listing.call.subject, {"list_glitch"}, listing.now_us).has_value() ||
      static_cast<int>(listing.query.serial % 100) < percent;
}

// A bare array from the n-th matching entity on.
Reply start_index_page(Listing& listing) {
  const int64_t end = listing.catalog.count(listing.spec.kind, listing.now_us);
  const bool odd =
      listing.call.world.faults.take(listing.call.subject, {"unknown_status"}, listing.now_us).has_value();
  std::string body = "[";
  int64_t seen = 0;
  const int64_t last = listing.query.offset + listing.query.page_size;
  for (int64_t index = 0; index < end && seen < last; ++index) {
    const auto entity = find(listing, index);
    if (!entity || ++seen <= listing.query.offset) continue;
    if (body.size() > 1) body += ',';
    append_entity(body, listing.catalog, *entity, {listing.query.extended, odd && body.size() == 1});
  }
  return json_reply(200, body + "]");
}

std::string_view total_name(Kind kind) {
  return kind == Kind::sb_campaign ? "totalCount" : "totalResults";
}

Reply token_page(Listing& listing) {
  World& world = listing.call.world;
  ListQuery& query = listing.query;
  const Subject& subject = listing.call.subject;
  if (query.later_page && world.faults.take(subject, {"bad_page_token"}, listing.now_us)) {
    return invalid_argument(listing.call, {"INVALID_ARGUMENT", "The nextToken has expired", ""});
  }
  const bool empty = world.faults.take(subject, {"empty_page"}, listing.now_us).has_value();
  const bool odd = world.faults.take(subject, {"unknown_status"}, listing.now_us).has_value();
  if (query.total < 0) query.total = count_all(listing);
  const int64_t end = listing.catalog.count(listing.spec.kind, listing.now_us);
  std::string body = "{\"" + std::string(listing.spec.array) + "\":[";
  const size_t start = body.size();
  int64_t taken = 0, index = query.offset, last_taken = -1;
  for (; index < end && taken < (empty ? 0 : query.page_size); ++index) {
    const auto entity = find(listing, index);
    if (!entity) continue;
    if (body.size() > start) body += ',';
    append_entity(body, listing.catalog, *entity, {query.extended, odd && taken == 0});
    ++taken;
    last_taken = index;
  }
  body += ']';
  while (index < end && !empty && !find(listing, index))
    ++index;  // a token is given only when something follows
  if (index < end) {
    // Lists are no snapshots: here and there the next page repeats the last entity of this one.
    const bool repeat = taken > 1 && mix(query.hash ^ static_cast<uint64_t>(index)) % 5 == 0;
    body += ",\"nextToken\":\"" + next_token(listing.call, query, repeat ? last_taken : index) + "\"";
  }
  if (listing.spec.kind != Kind::sb_target && listing.spec.kind != Kind::sb_negative_target) {
    body += ",\"" + std::string(total_name(listing.spec.kind)) + "\":" + std::to_string(query.total);
  }
  return json_reply(200, body + "}");
}

}  // namespace

Reply answer_list(const Call& call) {
  if (auto reply = refuse_media(call)) return *reply;
  auto query = parse_list_query(call);
  if (!query) return invalid_argument(call, query.error());
  Listing listing{call, *call.route.list, Catalog(call.profile, call.world.options), *query,
                  call.world.now_us()};
  begin_listing(listing);
  Reply reply = listing.spec.paging == Paging::start_index ? start_index_page(listing) : token_page(listing);
  if (!listing.spec.media.empty()) reply.content_type = "application/" + std::string(listing.spec.media);
  return reply;
}

}  // namespace mooring::amazon_simulator::ads
