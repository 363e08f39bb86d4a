#include "search.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr size_t kRepeated = 3;  // orders that the fault duplicate_orders shows again

bool holds(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

struct Hit {
  int64_t at_us, index;
  bool operator<(const Hit& other) const {
    return at_us != other.at_us ? at_us < other.at_us : index < other.index;
  }
};

// Nothing promises an order within or across pages: neighbours change places, also over a page's border.
void shuffle_neighbours(std::vector<int64_t>& indexes) {
  for (size_t i = 1; i + 1 < indexes.size(); i += 2) {
    if (mix(static_cast<uint64_t>(indexes[i])) % 3 == 0) std::swap(indexes[i], indexes[i + 1]);
  }
}

std::string page_token(const TokenSigner& signer, const SearchQuery& query, size_t offset) {
  return signer.seal(std::to_string(static_cast<int64_t>(query.hash)) + "|" +
                     std::to_string(query.snapshot_us) + "|" + std::to_string(query.before_us) + "|" +
                     std::to_string(offset));
}

Reply invalid_input(const host::Error& error) {
  return json_reply(400, error_body("InvalidInput", "Invalid Input", error.message));
}

}  // namespace

std::string error_body(std::string_view code, std::string_view message, std::string_view details) {
  return "{\"errors\":[{\"code\":" + json_text(code) + ",\"message\":" + json_text(message) +
         ",\"details\":" + json_text(details) + "}]}";
}

Search::Hits Search::find_hits(const Seller& seller, const SearchQuery& query) const {
  const OrderBook& book = *world_.book(seller.id);
  const int64_t created_from = query.by_update ? query.after_us - OrderBook::kLifeMax_us : query.after_us;
  const auto [first, last] = book.index_range(created_from, query.before_us);
  std::vector<Hit> found;
  for (int64_t index = first; index <= last; ++index) {
    const Timeline timeline = book.timeline(index);
    if (timeline.created_us < book.opening_us()) continue;
    const Change* now = timeline.at(query.snapshot_us);
    if (!now) continue;
    const int64_t at = query.by_update ? now->at_us : timeline.created_us;
    if (at < query.after_us || at > query.before_us) continue;
    if (!holds(query.marketplace_ids, timeline.participation->marketplace->id)) continue;
    if (!holds(query.statuses, status_text(now->stage))) continue;
    if (!holds(query.fulfilled_by, timeline.by_amazon ? "AMAZON" : "MERCHANT")) continue;
    found.push_back({at, index});
  }
  std::sort(found.begin(), found.end());
  std::vector<int64_t> indexes(found.size());
  std::transform(found.begin(), found.end(), indexes.begin(), [](const Hit& hit) { return hit.index; });
  shuffle_neighbours(indexes);
  return std::make_shared<const std::vector<int64_t>>(std::move(indexes));
}

// The cache only saves work: a page token can be answered without it, also after a restart.
Search::Hits Search::hits(const Seller& seller, const SearchQuery& query) {
  {
    const std::lock_guard lock(mutex_);
    for (auto entry = cached_.begin(); entry != cached_.end(); ++entry) {
      if (entry->seller_id == seller.id && entry->hash == query.hash &&
          entry->snapshot_us == query.snapshot_us && entry->before_us == query.before_us) {
        cached_.splice(cached_.begin(), cached_, entry);
        return entry->hits;
      }
    }
  }
  Hits hits = find_hits(seller, query);
  const std::lock_guard lock(mutex_);
  cached_.push_front({seller.id, query.hash, query.snapshot_us, query.before_us, hits});
  if (cached_.size() > kCachedMax) cached_.pop_back();
  return hits;
}

void Search::forget() {
  const std::lock_guard lock(mutex_);
  cached_.clear();
}

Reply Search::answer(const Seller& seller, const Fields& parameters, const Subject& subject) {
  const auto query = parse_search(world_, seller, parameters);
  if (!query) return invalid_input(query.error());
  const int64_t now = world_.now_us();
  const bool later_page = find(parameters, "paginationToken");
  if (later_page && world_.faults.take(subject, {"bad_page_token"}, now)) {
    return invalid_input({"InvalidInput", "The paginationToken has expired.", ""});
  }
  const Hits found = hits(seller, *query);
  const OrderBook& book = *world_.book(seller.id);
  const bool empty_page = world_.faults.take(subject, {"empty_page"}, now).has_value();
  const bool repeat = query->offset >= kRepeated && world_.faults.take(subject, {"duplicate_orders"}, now);
  const OrderJsonOptions options{query->datasets,
                                 world_.faults.take(subject, {"unknown_status"}, now).has_value()};
  const size_t start = std::min(query->offset, found->size()) - (repeat ? kRepeated : 0);
  const size_t end =
      empty_page ? start : std::min(start + static_cast<size_t>(query->page_size), found->size());

  std::string body;
  body.reserve(2048 * (end - start) + 256);
  body += "{\"orders\":[";
  bool first = true;
  for (size_t i = start; i < end; ++i) {
    const auto order = book.order((*found)[i], now);
    if (!order) continue;
    if (!first) body += ',';
    first = false;
    append_order(body, *order, options);
  }
  body += ']';
  if (end < found->size()) {
    body += ",\"pagination\":{\"nextToken\":\"" + page_token(world_.signer, *query, end) + "\"}";
  }
  body += query->by_update ? ",\"lastUpdatedBefore\":" : ",\"createdBefore\":";
  append_time(body, query->before_us);
  body += '}';
  return json_reply(200, std::move(body));
}

Reply Search::answer_one(const Seller& seller, std::string_view order_id, const Fields& parameters) {
  OrderJsonOptions options;
  Fields only_data;
  for (const auto& field : parameters) {
    if (field.first == "includedData") only_data.push_back(field);
  }
  only_data.emplace_back("createdAfter", "2020-01-01T00:00:00Z");
  const auto query = parse_search(world_, seller, only_data);
  if (!query) return invalid_input(query.error());
  options.datasets = query->datasets;
  const OrderBook& book = *world_.book(seller.id);
  const auto index = book.index_of(order_id);
  const auto order = index ? book.order(*index, world_.now_us()) : std::nullopt;
  if (!order || order->id != order_id) {
    return json_reply(404, error_body("NotFound", "The requested order was not found.", ""));
  }
  std::string body = "{\"order\":";
  append_order(body, *order, options);
  return json_reply(200, body + "}");
}

}  // namespace mooring::amazon_simulator
