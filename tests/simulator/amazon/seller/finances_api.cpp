// Finances 2024-06-19 (transactions) and Finances v0 (event groups): windows that are refused or answered with nothing, pages
// that are empty on purpose, tokens that want the same arguments again.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "seller/ledger.hpp"
#include "seller/page_tokens.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr int64_t kSettle_us = 120 * kSecond;
constexpr int64_t kSpanMax_us = 180 * kDay;
constexpr int64_t kTokenLife_us = 3600 * kSecond;  // Amazon does not publish it
constexpr size_t kPageSize = 100;
constexpr size_t kEmptyEvery = 4;  // the page before each fourth one is empty

struct Window {
  int64_t from_us = 0, to_us = 0;
  std::string wrong{};  // not empty: the answer is 400
};

Window read_window(const Call& call, std::string_view after_name, std::string_view before_name,
                   bool required) {
  const int64_t newest = call.world.now_us() - kSettle_us;
  Window window{0, newest};
  const auto after = time_of(call, after_name), before = time_of(call, before_name);
  if (!after) return {0, 0, after.error().message};
  if (!before) return {0, 0, before.error().message};
  if (required && !*after) return {0, 0, std::string(after_name) + " is required."};
  if (*after) window.from_us = **after;
  if (*before) window.to_us = **before;
  if (window.from_us > newest || window.to_us > newest)
    return {0, 0, "The date range must end more than two minutes before the request."};
  if (window.from_us >= window.to_us)
    return {0, 0, std::string(before_name) + " must be later than " + std::string(after_name) + "."};
  return window;
}

std::string amount(int64_t value, const Marketplace& marketplace, bool upper = false) {
  return std::string(upper ? "{\"CurrencyCode\":" : "{\"currencyCode\":") + json_text(marketplace.currency) +
         (upper ? ",\"CurrencyAmount\":" : ",\"currencyAmount\":") + signed_money(value, marketplace) + "}";
}

std::string charges_json(const std::vector<Charge>& charges, const Marketplace& marketplace) {
  std::string body = "[";
  for (const Charge& charge : charges) {
    body += (body.size() > 1 ? ",{" : "{");
    // The type stands before or after what it is made of.
    const std::string type = "\"breakdownType\":" + json_text(charge.type);
    const std::string parts =
        charge.parts.empty() ? "" : "\"breakdowns\":" + charges_json(charge.parts, marketplace) + ",";
    const std::string total = "\"breakdownAmount\":" + amount(charge.amount, marketplace);
    body += charge.parts.size() % 2 == 0 ? parts + type + "," + total : type + "," + parts + total;
    body += '}';
  }
  return body + "]";
}

std::string identifiers_json(const Transaction& posted) {
  std::string body = "[";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    body += std::string(body.size() > 1 ? "," : "") + "{\"relatedIdentifierName\":\"" + std::string(name) +
            "\",\"relatedIdentifierValue\":" + json_text(value) + "}";
  };
  add("ORDER_ID", posted.order_id);
  add("REFUND_ID", posted.refund_id);
  add("FINANCIAL_EVENT_GROUP_ID", posted.group_id);
  add("DEFERRED_TRANSACTION_ID", posted.deferred_id);
  add("RELEASE_TRANSACTION_ID", posted.release_id);
  return body + "]";
}

std::string items_json(const Transaction& posted) {
  std::string body = "[";
  for (const LedgerItem& item : posted.items) {
    body += (body.size() > 1 ? "," : "") +
            ("{\"description\":" + json_text(item.product->title) +
             ",\"relatedIdentifiers\":[{\"itemRelatedIdentifierName\":\"ORDER_ADJUSTMENT_ITEM_ID\","
             "\"itemRelatedIdentifierValue\":" +
             json_text(item.adjustment_item_id) +
             "}],\"totalAmount\":" + amount(item.total, *posted.marketplace) +
             ",\"breakdowns\":" + charges_json(item.charges, *posted.marketplace) +
             ",\"contexts\":[{\"contextType\":\"ProductContext\",\"asin\":" + json_text(item.product->asin) +
             ",\"sku\":" + json_text(item.sku) + ",\"quantityShipped\":" + std::to_string(item.quantity) +
             ",\"fulfillmentNetwork\":\"" + (item.by_amazon ? "AFN" : "MFN") + "\"}]}");
  }
  return body + "]";
}

std::string time_json(int64_t us) {
  return json_text(host::format_time(host::from_unix_us(us)));
}

std::string transaction_json(const Seller& seller, const Transaction& posted) {
  const Marketplace& marketplace = *posted.marketplace;
  std::string body =
      "{\"sellingPartnerMetadata\":{\"sellingPartnerId\":" + json_text(seller.id) +
      ",\"accountType\":\"PAYABLE\",\"marketplaceId\":" + json_text(marketplace.id) +
      "},\"relatedIdentifiers\":" + identifiers_json(posted) +
      ",\"transactionType\":" + json_text(posted.type) + ",\"transactionId\":" + json_text(posted.id) +
      ",\"transactionStatus\":" + json_text(posted.status) +
      ",\"description\":" + json_text(posted.description) + ",\"postedDate\":" + time_json(posted.posted_us) +
      ",\"totalAmount\":" + amount(posted.total, marketplace);
  if (!posted.order_id.empty()) {
    body += ",\"marketplaceDetails\":{\"marketplaceId\":" + json_text(marketplace.id) +
            ",\"marketplaceName\":" + json_text(marketplace.name) + "},\"items\":" + items_json(posted);
  }
  if (!posted.deferral_reason.empty()) {
    body += ",\"contexts\":[{\"contextType\":\"DeferredContext\",\"deferralReason\":" +
            json_text(posted.deferral_reason) + ",\"maturityDate\":" + time_json(posted.matures_us) + "}]";
  }
  if (posted.period_to_us != 0) {
    body += ",\"contexts\":[{\"startTime\":" + time_json(posted.period_from_us) +
            ",\"endTime\":" + time_json(posted.period_to_us) + ",\"contextType\":\"TimeRangeContext\"}]";
  }
  return body + ",\"breakdowns\":" + charges_json(posted.charges, marketplace) + "}";
}

std::string groups_json(const std::vector<EventGroup>& groups, size_t first, size_t last) {
  std::string body = "[";
  for (size_t i = first; i < last; ++i) {
    const EventGroup& group = groups[i];
    const Marketplace& marketplace = *group.marketplace;
    const bool open = group.end_us == 0;
    body += (i > first ? "," : "") + ("{\"FinancialEventGroupId\":" + json_text(group.id)) +
            ",\"ProcessingStatus\":\"" + (open ? "Open" : "Closed") +
            "\",\"OriginalTotal\":" + amount(group.total, marketplace, true) +
            ",\"BeginningBalance\":" + amount(group.beginning, marketplace, true) +
            ",\"FinancialEventGroupStart\":" + time_json(group.start_us);
    if (!open) {
      body += ",\"FinancialEventGroupEnd\":" + time_json(group.end_us) + ",\"FundTransferStatus\":\"" +
              (group.transferred ? "Succeeded" : "Processing") +
              "\",\"AccountTail\":\"417\",\"ConvertedTotal\":" + amount(group.total, marketplace, true);
    }
    if (group.transfer_us != 0)
      body += ",\"FundTransferDate\":" + time_json(group.transfer_us) +
              ",\"TraceId\":" + json_text(group.id.substr(0, 14));
    body += '}';
  }
  return body + "]";
}

bool is_wanted(const Call& call, const Transaction& posted) {
  const std::string status = call.query("transactionStatus"), marketplace = call.query("marketplaceId"),
                    name = call.query("relatedIdentifierName"), value = call.query("relatedIdentifierValue");
  if (!status.empty() && status != posted.status) return false;
  if (!marketplace.empty() && marketplace != posted.marketplace->id) return false;
  if (name == "ORDER_ID" && value != posted.order_id) return false;
  return name != "FINANCIAL_EVENT_GROUP_ID" || value == posted.group_id;
}

// A fee that Amazon takes back later: one more part of each item, and of the whole.
void add_provisional_fees(std::vector<Transaction>& found) {
  constexpr std::string_view kType = "ProvisionalFee";
  constexpr int64_t kFee = -100;
  for (Transaction& posted : found) {
    if (posted.items.empty()) continue;
    const int64_t sum = kFee * static_cast<int64_t>(posted.items.size());
    posted.charges.push_back({kType, sum});
    posted.total += sum;
    for (LedgerItem& item : posted.items) {
      item.charges.push_back({kType, kFee});
      item.total += kFee;
    }
  }
}

std::vector<Transaction> found_by(const Call& call, const Window& window, int64_t as_of_us) {
  std::vector<Transaction> found;
  if (window.to_us - window.from_us > kSpanMax_us) return found;
  each_transaction(*call.world.book(call.seller.id), window.from_us, window.to_us, as_of_us,
                   [&](const Transaction& posted) {
                     if (is_wanted(call, posted)) found.push_back(posted);
                   });
  std::sort(found.begin(), found.end(), [](const Transaction& a, const Transaction& b) {
    return std::pair(a.posted_us, std::string_view(a.id)) < std::pair(b.posted_us, std::string_view(b.id));
  });
  return found;
}

std::string wrong_with(const Call& call) {
  const std::string status = call.query("transactionStatus");
  if (!status.empty() && status != "DEFERRED" && status != "RELEASED" && status != "DEFERRED_RELEASED")
    return "transactionStatus: unknown value " + host::clean_line(status, 40);
  const std::string name = call.query("relatedIdentifierName");
  if (!name.empty() && name != "ORDER_ID" && name != "FINANCIAL_EVENT_GROUP_ID")
    return "relatedIdentifierName: unknown value " + host::clean_line(name, 40);
  if (name.empty() != call.query("relatedIdentifierValue").empty())
    return "relatedIdentifierName and relatedIdentifierValue belong together.";
  return {};
}

}  // namespace

Reply list_transactions(const Call& call) {
  if (const std::string wrong = wrong_with(call); !wrong.empty()) return invalid_input(call, wrong);
  const bool related = !call.query("relatedIdentifierName").empty();
  Window window = read_window(call, "postedAfter", "postedBefore", !related);
  if (!window.wrong.empty()) return invalid_input(call, window.wrong);
  const auto spot = spot_of(call, "nextToken", kTokenLife_us);
  if (!spot) return invalid_input(call, "nextToken is invalid or has expired.");
  // Without postedBefore the list ends where it did at its first page; asked for by an identifier, it begins where Amazon's
  // memory does.
  if (call.query("postedBefore").empty()) window.to_us = spot->snapshot_us - kSettle_us;
  if (related && window.from_us == 0) window.from_us = window.to_us - kSpanMax_us;
  auto found = found_by(call, window, spot->snapshot_us);
  if (call.world.faults.take(call.subject, {"provisional_fees"}, call.world.now_us()))
    add_provisional_fees(found);
  const bool fault = call.world.faults.take(call.subject, {"empty_page"}, call.world.now_us()).has_value();
  const bool pause = spot->offset > 0 && spot->offset / kPageSize % kEmptyEvery == 1 && !spot->after_empty;
  const bool empty = (fault || pause) && spot->offset < found.size();
  const size_t end = empty ? spot->offset : std::min(found.size(), spot->offset + kPageSize);
  std::string body = "{\"payload\":{\"transactions\":[";
  for (size_t i = spot->offset; i < end; ++i)
    body += (i > spot->offset ? "," : "") + transaction_json(call.seller, found[i]);
  body += ']';
  if (end < found.size())
    body += ",\"nextToken\":" + json_text(page_token(call, "nextToken", {end, spot->snapshot_us, empty}));
  return json_reply(200, body + "}}");
}

Reply list_event_groups(const Call& call) {
  const Window window =
      read_window(call, "FinancialEventGroupStartedAfter", "FinancialEventGroupStartedBefore", false);
  if (!window.wrong.empty()) return invalid_input(call, window.wrong);
  size_t page_size = 10;
  if (const std::string text = call.query("MaxResultsPerPage"); !text.empty()) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), page_size);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || page_size < 1 || page_size > 100)
      return invalid_input(call, "MaxResultsPerPage takes 1 to 100.");
  }
  const auto spot = spot_of(call, "NextToken", kTokenLife_us);
  if (!spot) return invalid_input(call, "NextToken is invalid or has expired.");
  std::vector<EventGroup> groups;
  const int64_t from_us = window.from_us == 0 ? window.to_us - kSpanMax_us : window.from_us;
  if (window.to_us - from_us <= kSpanMax_us)
    groups = event_groups(*call.world.book(call.seller.id), from_us, window.to_us, spot->snapshot_us);
  const size_t first = std::min(spot->offset, groups.size()),
               end = std::min(first + page_size, groups.size());
  std::string body = "{\"payload\":{\"FinancialEventGroupList\":" + groups_json(groups, first, end);
  if (end < groups.size())
    body += ",\"NextToken\":" + json_text(page_token(call, "NextToken", {end, spot->snapshot_us, false}));
  return json_reply(200, body + "}}");
}

}  // namespace mooring::amazon_simulator::seller
