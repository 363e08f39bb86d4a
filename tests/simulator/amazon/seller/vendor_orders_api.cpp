// Vendor Retail Procurement Orders v1: purchase orders and their status, in windows of seven days over the latest six months.
#include <algorithm>

#include "base/text.hpp"
#include "seller/page_tokens.hpp"
#include "seller/vendor_book.hpp"
#include "seller/vendor_json.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kDay = 86'400'000'000;
constexpr int64_t kSpanMax_us = 7 * kDay;
constexpr int64_t kHistory_us = 183 * kDay;
constexpr int64_t kTokenLife_us = 3600ll * 1'000'000;  // Amazon does not publish it
constexpr int64_t kLimitMax = 100;

Reply invalid(const Call& call, std::string_view details) {
  return call.error(400, "InvalidRequest", "The request is invalid.", details);
}

struct Window {
  bool given = false;
  int64_t after_us = 0, before_us = 0;  // both excluded
};

host::Result<Window> window_of(const Call& call, const std::string& name) {
  const auto after = time_of(call, name + "After"), before = time_of(call, name + "Before");
  if (!after) return host::fail(after.error());
  if (!before) return host::fail(before.error());
  Window window;
  window.given = *after || *before;
  if (!window.given) return window;
  window.before_us = before->value_or(call.world.now_us() + 1);
  window.after_us = after->value_or(window.before_us - kSpanMax_us);
  if (window.after_us >= window.before_us)
    return host::fail("InvalidRequest", name + "Before must be later than " + name + "After");
  if (window.before_us - window.after_us > kSpanMax_us)
    return host::fail("InvalidRequest", "The date range must not exceed 7 days");
  return window;
}

// How the two operations differ.
struct Kind {
  const char *change, *list;  // the time filter beside "created"; the payload's member
  int64_t (PurchaseOrder::*changed_us)() const;
  bool (*wants)(const Call&, const PurchaseOrder&);
  void (*append)(std::string& out, const PurchaseOrder&, bool details);
};

bool says(const Call& call, std::string_view name, std::string_view value) {
  const std::string wanted = call.query(name);
  return wanted.empty() || wanted == value;
}

bool wants_order(const Call& call, const PurchaseOrder& order) {
  const auto cancelled = [](const PurchaseItem& item) { return item.ordered == 0; };
  if (call.query("isPOChanged") == "true" && order.amended_us == 0) return false;
  if (call.query("poItemState") == "Cancelled" &&
      std::none_of(order.items.begin(), order.items.end(), cancelled))
    return false;
  return says(call, "purchaseOrderState", order.state) && says(call, "orderingVendorCode", order.vendor_code);
}

bool wants_status(const Call& call, const PurchaseOrder& order) {
  const auto any = [&](std::string_view name, auto word) {
    return call.query(name).empty() ||
           std::any_of(order.items.begin(), order.items.end(),
                       [&](const auto& item) { return word(order, item) == call.query(name); });
  };
  return says(call, "purchaseOrderNumber", order.number) &&
         says(call, "orderingVendorCode", order.vendor_code) &&
         says(call, "shipToPartyId", order.warehouse) &&
         says(call, "purchaseOrderStatus", order.closed_us != 0 ? "CLOSED" : "OPEN") &&
         any("itemConfirmationStatus", confirmation_of) && any("itemReceiveStatus", receipt_of);
}

constexpr Kind kOrders = {"changed", "orders", &PurchaseOrder::changed_us, wants_order,
                          append_purchase_order};
constexpr Kind kStatuses = {"updated", "ordersStatus", &PurchaseOrder::updated_us, wants_status,
                            append_order_status};

struct Filter {
  Window created, changed;
};

std::vector<PurchaseOrder> found_at(const Call& call, const Kind& kind, const Filter& filter,
                                    int64_t as_of_us) {
  const int64_t oldest = as_of_us - kHistory_us;
  const int64_t from = filter.created.given   ? filter.created.after_us + 1
                       : filter.changed.given ? filter.changed.after_us - VendorBook::kLifeMax_us
                                              : oldest;
  const int64_t to = filter.created.given ? filter.created.before_us - 1 : as_of_us;
  std::vector<PurchaseOrder> found;
  each_purchase_order(VendorBook(call.world, call.seller), std::max(from, oldest), std::min(to, as_of_us),
                      as_of_us, [&](int64_t, const PurchaseOrder& order) {
                        const int64_t at = (order.*kind.changed_us)();
                        const bool in_change = !filter.changed.given || (at > filter.changed.after_us &&
                                                                         at < filter.changed.before_us);
                        if (in_change && kind.wants(call, order)) found.push_back(order);
                      });
  if (call.query("sortOrder") == "DESC") std::reverse(found.begin(), found.end());
  return found;
}

Reply answer(const Call& call, const Kind& kind) {
  const auto created = window_of(call, "created"), changed = window_of(call, kind.change);
  if (!created) return invalid(call, created.error().message);
  if (!changed) return invalid(call, changed.error().message);
  const bool one =
      std::string_view(kind.list) == kStatuses.list && !call.query("purchaseOrderNumber").empty();
  if (!created->given && !changed->given && !one) return invalid(call, "A date range is required");
  const std::string limit_text = call.query("limit"), sort = call.query("sortOrder");
  const int64_t limit = limit_text.empty() ? kLimitMax : std::atoll(limit_text.c_str());
  if (limit < 1 || limit > kLimitMax) return invalid(call, "limit must be between 1 and 100");
  if (!sort.empty() && sort != "ASC" && sort != "DESC") return invalid(call, "sortOrder must be ASC or DESC");
  const auto spot = spot_of(call, "nextToken", kTokenLife_us);
  if (!spot) return invalid(call, "The nextToken is not valid");
  const std::vector<PurchaseOrder> found = found_at(call, kind, {*created, *changed}, spot->snapshot_us);
  const size_t begin = std::min(spot->offset, found.size());
  const size_t end = std::min(begin + static_cast<size_t>(limit), found.size());
  std::string body = "{\"payload\":{";
  if (end < found.size())
    body += "\"pagination\":{\"nextToken\":" +
            json_text(page_token(call, "nextToken", {end, spot->snapshot_us, false})) + "},";
  body += std::string("\"") + kind.list + "\":[";
  for (size_t i = begin; i < end; ++i) {
    if (i > begin) body += ',';
    kind.append(body, found[i], call.query("includeDetails") != "false");
  }
  return json_reply(200, body + "]}}");
}

}  // namespace

Reply list_purchase_orders(const Call& call) {
  return answer(call, kOrders);
}

Reply list_purchase_order_statuses(const Call& call) {
  return answer(call, kStatuses);
}

Reply get_purchase_order(const Call& call) {
  const VendorBook book(call.world, call.seller);
  const auto index = book.index_of(call.parameter);
  const auto order = index ? book.order(*index, call.world.now_us()) : std::nullopt;
  if (!order) return call.error(404, "NotFound", "The purchase order was not found.");
  std::string body = "{\"payload\":";
  append_purchase_order(body, *order, true);
  return json_reply(200, body + "}");
}

}  // namespace mooring::amazon_simulator::seller
