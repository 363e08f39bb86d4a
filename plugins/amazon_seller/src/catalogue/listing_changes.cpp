#include "catalogue/listing_changes.hpp"

#include <algorithm>

#include "orders/sync.hpp"
#include "pages.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/listings/2021-08-01/items/";
constexpr char kBudget[] = "listings.search";
constexpr char kRole[] = "Product Listing";
constexpr PageShape kShape{"", "items", "pagination", "nextToken", "listing", "numberOfResults"};
constexpr size_t kFields = 19;
constexpr int64_t kPageSize = 20;
constexpr int64_t kPagedMax = 1000;  // what Amazon pages through
constexpr std::string_view kData[] = {"summaries", "offers", "fulfillmentAvailability", "issues"};

constexpr Duration kSettle = std::chrono::minutes(2);
constexpr Duration kReadAgain = std::chrono::minutes(10);
constexpr Duration kSpan = std::chrono::days(30);
constexpr Duration kShortest = std::chrono::seconds(1);

struct Price {
  Text amount, currency;
};

struct ListedItem {
  Text sku, asin, fn_sku, title, product_type, condition, channel, first_issue;
  std::optional<Time> created, updated;
  bool buyable = false, discoverable = false, has_summary = false;
  Price price, business_price;
  std::optional<int64_t> quantity;
  int64_t issues = 0;
  std::string_view raw;
};

void read_summary(ListedItem& item, Value summary, ValueReader& values) {
  item.has_summary = true;
  amazon::for_each_member(summary, [&](std::string_view key, Value value) {
    if (key == "asin") item.asin = values.some_text("summaries.asin", value);
    if (key == "fnSku") item.fn_sku = values.some_text("summaries.fnSku", value);
    if (key == "itemName") item.title = values.some_text("summaries.itemName", value);
    if (key == "productType") item.product_type = values.some_text("summaries.productType", value);
    if (key == "conditionType") item.condition = values.some_text("summaries.conditionType", value);
    if (key == "createdDate") item.created = values.time("summaries.createdDate", value);
    if (key == "lastUpdatedDate") item.updated = values.time("summaries.lastUpdatedDate", value);
    if (key != "status") return;
    amazon::for_each_element(value, [&](Value state) {
      const Text name = values.text("summaries.status", state);
      if (name == "BUYABLE") item.buyable = true;
      if (name == "DISCOVERABLE") item.discoverable = true;
    });
  });
}

void read_offer(ListedItem& item, Value offer, ValueReader& values) {
  Text type;
  Price price;
  amazon::for_each_member(offer, [&](std::string_view key, Value value) {
    if (key == "offerType") type = values.text("offers.offerType", value);
    if (key != "price") return;
    amazon::for_each_member(value, [&](std::string_view part, Value content) {
      if (part == "amount") price.amount = values.decimal("offers.price.amount", content);
      if (part == "currencyCode" || part == "currency")
        price.currency = values.some_text("offers.price.currencyCode", content);
    });
    amazon::require_currency("offers.price", price.amount, price.currency);
  });
  Price& kept = type == "B2B" ? item.business_price : item.price;
  if (!kept.amount) kept = price;
}

void read_availability(ListedItem& item, Value entry, ValueReader& values) {
  Text channel;
  std::optional<int64_t> quantity;
  amazon::for_each_member(entry, [&](std::string_view key, Value value) {
    if (key == "fulfillmentChannelCode")
      channel = values.some_text("fulfillmentAvailability.fulfillmentChannelCode", value);
    if (key == "quantity") quantity = values.integer("fulfillmentAvailability.quantity", value);
  });
  if (item.channel) return;
  item.channel = channel;
  item.quantity = quantity;
}

ListedItem read_item(simdjson::ondemand::object record, PageReader& reader) {
  ValueReader& values = reader.values();
  ListedItem item;
  item.raw = amazon::read_record(record, [&](std::string_view key, Value value) {
    if (key == "sku") {
      item.sku = values.some_text("sku", value);
      reader.name_record(item.sku);
    }
    if (key == "summaries")
      amazon::for_each_element(value, [&](Value one) { read_summary(item, one, values); });
    if (key == "offers") amazon::for_each_element(value, [&](Value one) { read_offer(item, one, values); });
    if (key == "fulfillmentAvailability")
      amazon::for_each_element(value, [&](Value one) { read_availability(item, one, values); });
    if (key != "issues") return;
    amazon::for_each_element(value, [&](Value issue) {
      amazon::for_each_member(issue, [&](std::string_view part, Value content) {
        if (part == "message" && item.issues == 0)
          item.first_issue = values.some_text("issues.message", content);
      });
      ++item.issues;
    });
  });
  if (!item.sku) throw Unreadable("the member 'sku' is missing");
  return item;
}

class SpanListing : public Listed {
 public:
  SpanListing(const Call& call, Time from, Time until, std::string cursor)
      : Listed("listing_changes", kFields, std::move(cursor)),
        call_(call),
        marketplace_(call.marketplace().id),
        from_(from),
        until_(until) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath + url_encode(call_.account_id));
    url.add("marketplaceIds", marketplace_).add_list("includedData", kData);
    url.add("lastUpdatedAfter", format_time(from_)).add("lastUpdatedBefore", format_time(until_));
    url.add("sortBy", "lastUpdatedDate").add("sortOrder", "ASC").add("pageSize", kPageSize);
    if (!token.empty()) url.add("pageToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    const ListedItem item = read_item(record, reader);
    rows_.begin_row(marketplace_, item.raw).add_text(marketplace_).add_text(item.sku);
    rows_.add_timestamp(item.updated).add_timestamp(item.created).add_text(item.asin).add_text(item.fn_sku);
    rows_.add_text(item.title).add_text(item.product_type).add_text(item.condition);
    // Without a summary in this marketplace nothing is known of its state.
    rows_.add_boolean(item.has_summary ? std::optional(item.buyable) : std::nullopt);
    rows_.add_boolean(item.has_summary ? std::optional(item.discoverable) : std::nullopt);
    for (const Price* price : {&item.price, &item.business_price})
      rows_.add_decimal(price->amount).add_text(price->currency);
    rows_.add_text(item.channel)
        .add_integer(item.quantity)
        .add_integer(item.issues)
        .add_text(item.first_issue);
  }

  // More than can be paged through: the span is read in halves instead, as long as it can be halved.
  bool is_wanted_whole(const Page& first) const override {
    return first.total.value_or(0) <= kPagedMax || until_ - from_ <= kShortest;
  }

 private:
  const Call& call_;
  const std::string marketplace_;
  const Time from_, until_;
};

}  // namespace

Task<> sync_listing_changes(Context& ctx, const Call& call) {
  if (call.account_id.empty())
    throw Failure(
        FailureKind::internal,
        "the seller id of this connection is not known: reconnect, or give it beside the pasted token");
  TimesCursor cursor(call.cursor);
  const std::string& marketplace = call.marketplace().id;
  const Time settled = std::chrono::floor<std::chrono::seconds>(call.now - kSettle);
  const auto read_to = cursor.at("read_to");
  const Time first =
      read_to ? *read_to - kReadAgain : std::chrono::floor<std::chrono::seconds>(call.history_from);
  PageReader reader(kShape);
  Duration span = kSpan;
  for (Time from = std::min(first, settled - kShortest); from < settled;) {
    const Time until = std::min(from + span, settled);
    co_await ctx.progress((from - first).count() / 1'000'000, (settled - first).count() / 1'000'000,
                          "listings changed " + span_for_people(from, until));
    SpanListing listing(call, from, until, cursor.text());
    const ListingEnd end = co_await read_listing(ctx, reader, kRole, listing);
    if (end.was_left) {
      span = std::max<Duration>(kShortest, std::chrono::floor<std::chrono::seconds>((until - from) / 2));
      continue;
    }
    cursor.set("read_to", until);
    Checkpoint point(cursor.text());
    point.held("listing_changes", marketplace, from, until);
    co_await ctx.checkpoint(std::move(point));
    from = until;
    span = std::min<Duration>(kSpan, span * 2);
  }
}

}  // namespace amazon_seller
